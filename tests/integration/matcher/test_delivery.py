"""Duplicates and any order of delivery end in the same state, whatever came between."""

import random
from typing import Any
from uuid import UUID, uuid4

import pytest

from huiqi.sample.credit_codes import credit_code
from shared.events import EnterpriseProfiled, EnterpriseRemoved, Event
from tests.integration.matcher.conftest import NOW, Office
from tests.support.matcher import ELSEWHERE, FITTING, UNCLEAR, published, withdrawn

VERDICT = {str(FITTING): "eligible", str(UNCLEAR): "undetermined", str(ELSEWHERE): "ineligible"}


def profiled(code: str, revision: int, facts: dict[str, Any]) -> EnterpriseProfiled:
    return EnterpriseProfiled(credit_code=code, revision=revision, name=code, facts=facts, profiled_at=NOW)


def story(choose: random.Random) -> tuple[list[Event], dict[tuple[UUID, str], str]]:
    """Events of three policies and five enterprises, and who ends with which verdict."""
    policies = [published(uuid4(), revision) for revision in (1, 2, 3)]
    events: list[Event] = []
    for policy in policies:
        events += [published(policy.policy_id, earlier) for earlier in range(1, policy.revision + 1)]
    gone = policies[choose.randrange(3)] if choose.random() < 0.5 else None
    if gone:
        events.append(withdrawn(gone, revision=9))
    expected = {}
    for number in choose.sample(range(100_000), 5):
        code = credit_code("310107", number)
        history = [choose.choice((FITTING, UNCLEAR, ELSEWHERE)) for _ in range(choose.randint(1, 3))]
        events += [profiled(code, revision, facts) for revision, facts in enumerate(history, start=1)]
        if choose.random() < 0.2:
            events.append(EnterpriseRemoved(credit_code=code, revision=9, removed_at=NOW))
            continue
        for policy in policies:
            if policy is not gone and (verdict := VERDICT[str(history[-1])]) != "ineligible":
                expected[policy.policy_id, code] = verdict
    return events, expected


@pytest.mark.parametrize("seed", range(6))
async def test_any_order_and_any_number_of_times(office: Office, seed: int) -> None:
    choose = random.Random(seed)
    events, expected = story(choose)
    deliveries = [(event, uuid4()) for event in events]
    deliveries += choose.choices(deliveries, k=len(deliveries))
    choose.shuffle(deliveries)
    for event, event_id in deliveries:
        await office.deliver(event, event_id=event_id)
    rows = await office.sql("SELECT policy_id, credit_code, verdict FROM match WHERE verdict <> 'ineligible'")
    assert {(row.policy_id, row.credit_code): row.verdict for row in rows} == expected
    assert await office.breaches() == []


@pytest.mark.parametrize("seed", range(2))
async def test_told_changes_follow_one_another(office: Office, seed: int) -> None:
    """Each change begins at the verdict where the one before ended."""
    await test_any_order_and_any_number_of_times(office, seed)
    last: dict[tuple[UUID, str], tuple[int, str | None]] = {}
    for event in await office.told():
        for change in event.changes:
            key = event.policy_id, change.credit_code
            revision, verdict = last.get(key, (0, None))
            assert change.revision == revision + 1
            if revision and change.previous is not None:
                assert change.previous.value == verdict
            last[key] = change.revision, change.verdict.value
