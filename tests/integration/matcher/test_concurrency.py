"""Policies and profiles that arrive at once miss nothing and double nothing."""

import asyncio
import random
from collections.abc import Mapping
from uuid import uuid4

import pytest

from huiqi.sample.credit_codes import credit_code
from matcher.main import build
from matcher.settings import Settings
from shared.events import EnterpriseProfiled, PolicyPublished
from tests.integration.matcher.conftest import NOW, OPERATOR, Office
from tests.support.matcher import ELSEWHERE, FITTING, UNCLEAR, published, withdrawn

CODES = [credit_code("310107", number) for number in range(30)]


def history(choose: random.Random, code: str) -> list[EnterpriseProfiled]:
    return [
        EnterpriseProfiled(
            credit_code=code,
            revision=revision,
            name=code,
            facts=choose.choice((FITTING, UNCLEAR, ELSEWHERE)),
            profiled_at=NOW,
        )
        for revision in range(1, 4)
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_two_processes_in_any_order_end_alike(office: Office, seed: int) -> None:
    choose = random.Random(seed)
    settings = Settings(database_url=office.service.database.url, **office.issuer.settings())
    other = Office(build(settings, office.clock), office.clock, office.issuer)
    policies = [[published(policy_id := uuid4()), published(policy_id, 2)] for _ in range(6)]
    ended = withdrawn(policies[0][0], revision=3)
    profiles = [history(choose, code) for code in CODES]

    async def some(events: list[EnterpriseProfiled] | list[PolicyPublished]) -> None:
        for event in events:
            await choose.choice((office, other)).deliver(event)

    await asyncio.gather(*(some(each) for each in policies), *(some(each) for each in profiles))
    await other.deliver(ended)
    await other.service.database.close()

    assert await office.breaches() == []
    last = {each[-1].credit_code: each[-1].facts for each in profiles}
    expected = {code for code, facts in last.items() if facts == FITTING}
    for each in policies[1:]:
        rows = await office.sql(
            "SELECT credit_code FROM match WHERE policy_id = :p AND verdict = 'eligible'", p=each[0].policy_id
        )
        assert {row.credit_code for row in rows} == expected
    assert (
        await office.sql(
            "SELECT 1 FROM match WHERE policy_id = :p AND verdict <> 'ineligible'", p=ended.policy_id
        )
        == []
    )


async def test_revisions_of_a_match_have_no_gap(office: Office) -> None:
    await test_two_processes_in_any_order_end_alike(office, 7)
    seen: dict[tuple[str, str], list[int]] = {}
    for event in await office.told():
        for change in event.changes:
            seen.setdefault((str(event.policy_id), change.credit_code), []).append(change.revision)
    assert all(revisions == list(range(1, len(revisions) + 1)) for revisions in seen.values())


async def test_roll_back_leaves_nothing_in_memory(office: Office) -> None:
    """A batch that fails is taken back, and the next turn does not remember it."""
    broken = published(criteria={"fact": "profit", "op": "gt", "value": 1})
    profiled = history(random.Random(1), CODES[0])[0].model_copy(update={"facts": FITTING})
    await office.deliver(profiled)
    await office.deliver(published(), broken)
    await office.deliver(profiled.model_copy(update={"revision": 2, "facts": ELSEWHERE}))
    await office.deliver(published())
    assert [verdict for _, verdict, _ in await office.changes()] == ["eligible", "ineligible"]
    assert await office.breaches() == []


async def test_rebuilt_from_events_while_running(office: Office) -> None:
    """Invariant 10: the consumer's tables are dropped under it and its events come again."""
    policy, profiled = published(), history(random.Random(1), CODES[0])[0]
    profiled = profiled.model_copy(update={"facts": FITTING})
    await office.deliver(profiled)
    await office.deliver(policy)
    before = await office.sql("SELECT policy_id, credit_code, verdict, revision, proof FROM match")
    await office.sql(
        "TRUNCATE match, profile, policy, policy_text, verdict_set, matching_shard, "
        "matching_clock, inbox, seen_revision"
    )
    await office.deliver(policy)
    await office.deliver(profiled)
    assert await office.sql("SELECT policy_id, credit_code, verdict, revision, proof FROM match") == before


async def test_a_profile_put_twice_at_once_is_one_revision(office: Office) -> None:
    """And two different profiles at once are two revisions, told in their order."""
    code = CODES[0]

    async def put(facts: Mapping[str, object]) -> int:
        async with office.api(OPERATOR) as client:
            body = {"name": "企业", "facts": facts, "confirm": True}
            return (await client.put(f"/enterprises/{code}", json=body)).status_code

    assert await asyncio.gather(*(put(FITTING) for _ in range(3))) == [200, 200, 200]
    assert await _revisions(office, code) == [1]
    assert await asyncio.gather(*(put(facts) for facts in (UNCLEAR, ELSEWHERE))) == [200, 200]
    assert await _revisions(office, code) == [1, 2, 3]

    await office.deliver(published())
    await office.pump()
    [held] = await office.sql(
        "SELECT e.facts = p.facts, p.revision FROM enterprise e JOIN profile p USING (credit_code)"
    )
    assert tuple(held) == (True, 3)


async def _revisions(office: Office, code: str) -> list[int]:
    """Revisions as the relay will send them."""
    rows = await office.sql(
        "SELECT (convert_from(value, 'UTF8')::jsonb ->> 'revision')::int AS revision FROM outbox "
        "WHERE key = :code ORDER BY id",
        code=code,
    )
    return [row.revision for row in rows]
