"""What a policy and a profile have to do with each other now, and what of it is new."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from matcher.domain.deriving import Known
from matcher.domain.evaluating import evaluate
from matcher.domain.population import Policy, Population, Profile
from matcher.domain.proofs import Words, proof, reasons, words_of
from matcher.domain.verdicts import judge
from shared.events import MatchChange, Verdict


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """A match as it was last written."""

    policy_id: UUID
    credit_code: str
    name: str
    shard: int
    verdict: Verdict
    revision: int
    policy_revision: int
    profile_revision: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A match to write; `change` is what to tell, None where only the proof moved on."""

    policy_id: UUID
    credit_code: str
    shard: int
    verdict: Verdict
    revision: int
    policy_revision: int
    profile_revision: int
    proof: dict[str, Any]
    change: MatchChange | None = None


Stored = Mapping[tuple[UUID, str], StoredMatch]


def match_policy(policy: Policy, population: Population, stored: Stored, as_of: date) -> list[Decision]:
    """One policy against everybody: only what differs from what is stored."""
    if not policy.is_live or policy.criteria is None:
        return list(_retract(policy, stored.values(), as_of))
    judged = {
        profile.credit_code: (profile, known)
        for profile, known in _concerned(policy, population, stored, as_of)
    }
    return list(_decisions(policy, judged.values(), stored, as_of))


def match_profiles(
    policies: Iterable[Policy], profiles: Population, stored: Stored, as_of: date
) -> list[Decision]:
    """Some profiles against every live policy: only what differs from what is stored."""
    by_policy: dict[UUID, dict[tuple[UUID, str], StoredMatch]] = {}
    for key, match in stored.items():
        by_policy.setdefault(match.policy_id, {})[key] = match
    return [
        decision
        for policy in policies
        if policy.is_live
        for decision in match_policy(policy, profiles, by_policy.get(policy.policy_id, {}), as_of)
    ]


def _concerned(
    policy: Policy, population: Population, stored: Stored, as_of: date
) -> Iterator[tuple[Profile, Known]]:
    assert policy.criteria is not None
    yield from population.not_excluded(policy.criteria, as_of)
    for match in stored.values():
        if found := population.get(match.credit_code):
            yield found


def _decisions(
    policy: Policy, judged: Iterable[tuple[Profile, Known]], stored: Stored, as_of: date
) -> Iterator[Decision]:
    assert policy.criteria is not None
    words = words_of(policy.criteria)
    for profile, known in judged:
        before = stored.get((policy.policy_id, profile.credit_code))
        if decision := _decide(policy, profile, known, before, as_of, words=words):
            yield decision


def _decide(
    policy: Policy, profile: Profile, known: Known, before: StoredMatch | None, as_of: date, *, words: Words
) -> Decision | None:
    assert policy.criteria is not None
    explained = evaluate(policy.criteria, known, as_of)
    judgement = judge(explained)
    if before is None and judgement.verdict is Verdict.INELIGIBLE:
        return None
    same = before is not None and before.verdict is judgement.verdict
    if same and before is not None and _revisions(before) == (policy.revision, profile.revision):
        return None
    revision = before.revision + (not same) if before else profile.match_floor + 1
    change = (
        None
        if same
        else MatchChange(
            credit_code=profile.credit_code,
            enterprise_name=profile.name,
            revision=revision,
            profile_revision=profile.revision,
            verdict=judgement.verdict,
            previous=before.verdict if before else None,
            reasons=reasons(explained, words),
            missing=judgement.missing,
            manual_review=judgement.manual_review,
        )
    )
    return Decision(
        policy.policy_id,
        profile.credit_code,
        profile.shard,
        judgement.verdict,
        revision,
        policy.revision,
        profile.revision,
        proof(explained, judgement, as_of, words),
        change,
    )


def _revisions(match: StoredMatch) -> tuple[int, int]:
    return match.policy_revision, match.profile_revision


def _retract(policy: Policy, stored: Iterable[StoredMatch], as_of: date) -> Iterator[Decision]:
    """The policy is withdrawn, or nobody files for it any more: nobody is eligible."""
    why = "withdrawn" if policy.withdrawn else "without_criteria"
    for match in stored:
        if match.verdict is Verdict.INELIGIBLE:
            continue
        change = MatchChange(
            credit_code=match.credit_code,
            enterprise_name=match.name,
            revision=match.revision + 1,
            profile_revision=match.profile_revision,
            verdict=Verdict.INELIGIBLE,
            previous=match.verdict,
        )
        ended = {"as_of": as_of.isoformat(), "verdict": Verdict.INELIGIBLE.value, "ended": why, "leaves": []}
        yield Decision(
            policy.policy_id,
            match.credit_code,
            match.shard,
            Verdict.INELIGIBLE,
            change.revision,
            policy.revision,
            match.profile_revision,
            ended,
            change,
        )
