"""Looking for matches that are wrong, unproved, or not told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from matcher.domain.deriving import derive
from matcher.domain.evaluating import evaluate
from matcher.domain.population import Policy, Population, Profile
from matcher.domain.proofs import Words, leaf_record, words_of
from matcher.domain.verdicts import judge
from shared.events import Verdict


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A stored match with what it was judged by, as both are now."""

    policy: Policy
    profile: Profile
    verdict: Verdict
    revision: int
    policy_revision: int
    profile_revision: int
    proof: Mapping[str, Any]

    @property
    def key(self) -> tuple[UUID, str]:
        """Policy and enterprise."""
        return self.policy.policy_id, self.profile.credit_code


Told = Mapping[tuple[UUID, str], tuple[int, Verdict]]
"""The newest revision and verdict that events told, by policy and enterprise."""


def check_revisions(matches: Iterable[MatchRecord]) -> list[str]:
    """Matches that were judged by another revision than the current one, or outlive their policy."""
    return [
        f"{_name(match)}：依据政策第 {match.policy_revision} 版、画像第 {match.profile_revision} 版，"
        f"现为第 {match.policy.revision} 版、第 {match.profile.revision} 版"
        for match in matches
        if match.verdict is not Verdict.INELIGIBLE and not _is_current(match)
    ]


def check_told(
    matches: Sequence[MatchRecord], told: Told, policies: Iterable[Policy], profiles: Sequence[Profile]
) -> list[str]:
    """Matches that no event told as they are, and enterprises that a policy fits and that have no match."""
    untold = [
        f"{_name(match)}：{match.verdict.value} 第 {match.revision} 次变化没有告知"
        for match in matches
        if told.get(match.key) != (match.revision, match.verdict)
    ]
    held = {match.key for match in matches}
    population = Population(profiles)
    for policy in policies:
        # What depends on today is for the daily sweep; these would be judged by another day here.
        if policy.criteria is not None and not _ages(policy.criteria):
            fitting = population.not_excluded(policy.criteria, date.min)
            untold += [
                f"政策 {policy.policy_id} 漏掉企业 {profile.credit_code}"
                for profile, _ in fitting
                if (policy.policy_id, profile.credit_code) not in held
            ]
    return untold


def check_proofs(matches: Iterable[MatchRecord]) -> list[str]:
    """Matches whose proof is not what the plain evaluator finds, leaf by leaf."""
    words: dict[UUID, Words] = {}
    return [f"{_name(match)}：依据不完整或不能复核" for match in matches if not _is_proved(match, words)]


def _is_current(match: MatchRecord) -> bool:
    same = (match.policy_revision, match.profile_revision) == (match.policy.revision, match.profile.revision)
    return same and match.policy.is_live


def _is_proved(match: MatchRecord, words: dict[UUID, Words]) -> bool:
    if match.verdict is Verdict.INELIGIBLE or match.policy.criteria is None or match.profile.facts is None:
        return True
    if not _is_current(match):
        return bool(match.proof.get("leaves"))
    as_of = date.fromisoformat(match.proof["as_of"])
    explained = evaluate(match.policy.criteria, derive(match.profile.facts), as_of)
    if match.policy.policy_id not in words:
        words[match.policy.policy_id] = words_of(match.policy.criteria)
    found = [leaf_record(leaf, words[match.policy.policy_id]) for leaf in explained.leaves()]
    return judge(explained).verdict is match.verdict and found == match.proof["leaves"]


def _ages(criteria: Mapping[str, Any]) -> bool:
    if "fact" in criteria:
        return str(criteria["op"]).startswith("age_")
    children = [criteria["not"]] if "not" in criteria else _children(criteria)
    return any(_ages(child) for child in children)


def _children(criteria: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return next((criteria[key] for key in ("all", "any", "of") if key in criteria), [])


def _name(match: MatchRecord) -> str:
    return f"政策 {match.policy.policy_id} 与企业 {match.profile.credit_code}"
