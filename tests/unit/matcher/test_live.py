"""Profiles under all live policies at once are decided as one by one."""

import random
from dataclasses import replace
from itertools import groupby
from typing import Final
from uuid import UUID

from matcher.domain.deriving import derive
from matcher.domain.judging import Rules
from matcher.domain.live import Live
from matcher.domain.matching import Decision, StoredMatch, decide
from matcher.domain.population import Policy, Profile
from matcher.domain.telling import tell
from matcher.handlers.match_policy import brief_of
from shared.events import MatchChange, MatchesChanged, Verdict
from tests.support.criteria import AS_OF, contract_cases, random_profile
from tests.support.matcher import published

CHOOSE: Final = random.Random(11)
POLICIES: Final = [
    Policy(UUID(int=number), 1, case["criteria"], brief_of(published().content))
    for number, case in enumerate(contract_cases())
]
PROFILES: Final = [
    Profile(f"{number:018}", 2, "企业", random_profile(CHOOSE), 0, match_floor=number % 3)
    for number in range(25)
]
DAY: Final = AS_OF[0]


def stored() -> list[StoredMatch]:
    """What was told of some, rightly or not."""
    verdicts = [None, *Verdict]
    chosen = [(policy, profile, CHOOSE.choice(verdicts)) for policy in POLICIES for profile in PROFILES]
    return [
        StoredMatch(policy.policy_id, profile.credit_code, verdict, 3, 1)
        for policy, profile, verdict in chosen
        if verdict is not None
    ]


def key(decision: Decision) -> tuple[str, UUID]:
    return decision.profile.credit_code, decision.policy.policy_id


def test_decides_as_one_by_one_while_policies_come_and_go() -> None:
    live = Live()
    for policy in POLICIES:
        live.put(policy)
    for policy in POLICIES[::7]:
        live.put(replace(policy, revision=2, withdrawn=True))
    for policy in POLICIES[::14]:
        live.put(replace(policy, revision=3))
    told = stored()
    by_key = {(match.credit_code, match.policy_id): match for match in told}
    expected = [
        decide(
            rules, one, derive(one.facts or {}), by_key.get((one.credit_code, rules.policy.policy_id)), DAY
        )
        for rules in map(Rules, (rules.policy for rules in live.rules()))
        for one in PROFILES
    ]
    found = live.decide(PROFILES, told, DAY)
    assert len(live.rules()) < len(POLICIES)
    assert sorted(found, key=key) == sorted(filter(None, expected), key=key)


def test_what_is_told_keeps_its_contract() -> None:
    live = Live()
    for policy in POLICIES:
        live.put(policy)
    decisions = [decision for decision in live.decide(PROFILES, stored(), DAY) if decision.change]
    assert len(decisions) > 100
    for decision in decisions:
        assert MatchChange.model_validate_json(decision.change or "").model_dump_json() == decision.change
    for _, of_policy in groupby(sorted(decisions, key=by_policy), key=by_policy):
        told = list(of_policy)
        for event in tell(told, DAY):
            read = MatchesChanged.model_validate_json(event.as_json)
            assert read.model_dump_json().encode() == event.as_json
            assert [change.model_dump_json() for change in read.changes] == [one.change for one in told]
            assert (event.key, event.subject, event.subject_revision, event.about_policy) == (
                read.key,
                read.subject,
                read.subject_revision,
                read.about_policy,
            )


def by_policy(decision: Decision) -> UUID:
    return decision.policy.policy_id
