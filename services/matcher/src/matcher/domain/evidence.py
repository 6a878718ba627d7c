"""Looking for matches that are wrong, unproved, or not told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from matcher.domain.deriving import derive
from matcher.domain.evaluating import evaluate
from matcher.domain.judging import Rules, expand, holds_up, is_compact
from matcher.domain.population import Policy, Population, Profile
from matcher.domain.proofs import leaf_record
from matcher.domain.verdict_sets import VerdictSets
from matcher.domain.verdicts import judge
from shared.events import Verdict


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A stored match with what it was judged by, as both are now; `rules` are those that it was judged by."""

    policy: Policy
    profile: Profile
    number: int
    verdict: Verdict
    revision: int
    policy_revision: int
    profile_revision: int
    proof: Mapping[str, Any]
    rules: Rules | None

    @property
    def key(self) -> tuple[UUID, str]:
        """Policy and enterprise."""
        return self.policy.policy_id, self.profile.credit_code


@dataclass(frozen=True, slots=True)
class Standing:
    """A policy as one shard was last matched with it; `revision` is that of its sets, None without any."""

    policy: Policy
    shard: int
    revision: int | None
    sets: VerdictSets


Told = Mapping[tuple[UUID, str], tuple[int, Verdict]]
"""The newest revision and verdict that events told, by policy and enterprise."""


def check_revisions(matches: Sequence[MatchRecord], standings: Iterable[Standing]) -> list[str]:
    """Shards matched with another revision, sets unlike their matches, matches by no such revision."""
    rows: dict[tuple[UUID, int], dict[int, Verdict]] = {}
    for match in matches:
        rows.setdefault((match.policy.policy_id, match.profile.shard), {})[match.number] = match.verdict
    found = []
    for standing in standings:
        policy, shard = standing.policy, standing.shard
        if standing.revision != policy.revision:
            versions = f"依据第 {standing.revision} 版，现为第 {policy.revision} 版"
            found.append(f"政策 {policy.policy_id} 的分片 {shard}：{versions}")
        if _as_rows(standing.sets) != rows.get((policy.policy_id, shard), {}):
            found.append(f"政策 {policy.policy_id} 的分片 {shard}：匹配集合与逐条匹配不一致")
    return found + [f"{_name(match)}：所依据的版本不存在" for match in matches if _is_ahead(match)]


def check_told(
    matches: Sequence[MatchRecord], told: Told, standings: Iterable[Standing], profiles: Sequence[Profile]
) -> list[str]:
    """Matches that no event told as they are, and enterprises whose verdict under a policy is another now."""
    untold = [
        f"{_name(match)}：{match.verdict.value} 第 {match.revision} 次变化没有告知"
        for match in matches
        if told.get(match.key) != (match.revision, match.verdict)
    ]
    held = {match.key: match.verdict for match in matches}
    judged: dict[UUID, set[int]] = {}
    policies: dict[UUID, Policy] = {}
    for standing in standings:
        judged.setdefault(standing.policy.policy_id, set()).add(standing.shard)
        policies[standing.policy.policy_id] = standing.policy
    population = Population(profiles)
    for policy_id, shards in judged.items():
        untold += _missed(policies[policy_id], shards, population, profiles, held)
    return untold


def _missed(
    policy: Policy,
    shards: set[int],
    population: Population,
    profiles: Sequence[Profile],
    held: Mapping[tuple[UUID, str], Verdict],
) -> list[str]:
    # What depends on today is for the daily sweep; these would be judged by another day here.
    if not policy.is_live or Rules(policy).depends_on_the_day:
        return []
    assert policy.criteria is not None
    fitting = {it.credit_code for it, _ in population.not_excluded(policy.criteria, date.min)}
    ended = (None, Verdict.INELIGIBLE)
    return [
        f"政策 {policy.policy_id} 漏掉企业 {profile.credit_code}"
        for profile in profiles
        if profile.shard in shards
        and (profile.credit_code in fitting) == (held.get((policy.policy_id, profile.credit_code)) in ended)
    ]


def check_proofs(matches: Iterable[MatchRecord]) -> list[str]:
    """Matches whose proof, judged once more, does not give the verdict; if all is current, by the profile."""
    return [f"{_name(match)}：依据不完整或不能复核" for match in matches if not _is_proved(match)]


def _as_rows(sets: VerdictSets) -> dict[int, Verdict]:
    return {number: verdict for verdict, members in sets.members.items() for number in members}


def _is_ahead(match: MatchRecord) -> bool:
    outlives = match.verdict is not Verdict.INELIGIBLE and match.policy.withdrawn
    return (
        outlives
        or match.policy_revision > match.policy.revision
        or match.profile_revision > match.profile.revision
    )


def _is_proved(match: MatchRecord) -> bool:
    if match.proof.get("ended"):
        return match.verdict is Verdict.INELIGIBLE
    if is_compact(match.proof):
        if match.rules is None or not holds_up(match.proof, match.rules, match.verdict.value):
            return False
    elif not match.proof.get("leaves"):
        return False
    return not _is_current(match) or _is_confirmed(match)


def _is_current(match: MatchRecord) -> bool:
    same = (match.policy_revision, match.profile_revision) == (match.policy.revision, match.profile.revision)
    return same and match.policy.is_live and match.profile.facts is not None


def _is_confirmed(match: MatchRecord) -> bool:
    """Whether the plain evaluator finds the same in the profile, leaf by leaf."""
    rules = match.rules or Rules(match.policy)
    kept = expand(match.proof, rules)
    explained = evaluate(rules.tree, derive(match.profile.facts or {}), date.fromisoformat(kept["as_of"]))
    found = [leaf_record(leaf, rules.words) for leaf in explained.leaves()]
    return judge(explained).verdict is match.verdict and found == kept["leaves"]


def _name(match: MatchRecord) -> str:
    return f"政策 {match.policy.policy_id} 与企业 {match.profile.credit_code}"
