"""One policy against everybody in our shards: only what differs from what was told is written and told."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from itertools import groupby

from pyroaring import BitMap
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.judging import Rules
from matcher.domain.matching import Decision, StoredMatch, decide, retract
from matcher.domain.population import Policy, Profile
from matcher.domain.shard_population import ShardPopulation
from matcher.domain.verdict_sets import VerdictSets
from matcher.handlers.matching import Matching, off_the_loop, write_and_tell
from matcher.handlers.matching_ports import Turn

Named = list[tuple[int, Profile]]
Stored = Mapping[str, StoredMatch]


async def match_everybody(session: AsyncSession, policy: Policy, turn: Turn, *, matching: Matching) -> int:
    """Match a policy with the shards of a turn and return how many rows were written."""
    today = matching.clock.today()
    sets = await matching.sets.of_policy(session, policy.policy_id, turn)
    decisions = await _decisions(session, policy, turn, sets, today, matching=matching)
    await write_and_tell(session, matching, decisions)
    await matching.sets.save(session, policy, sets, turn)
    return len(decisions)


async def _decisions(
    session: AsyncSession,
    policy: Policy,
    turn: Turn,
    sets: dict[int, VerdictSets],
    today: date,
    *,
    matching: Matching,
) -> list[Decision]:
    rules = matching.memory.live.of(policy) if policy.is_live else None
    populations: dict[int, ShardPopulation] = {}
    if rules is not None:
        async with matching.memory.using:
            populations = {shard: await matching.memory.population(session, turn, shard) for shard in turn}
            differing = {
                shard: _differing(rules, population, sets[shard], today)
                for shard, population in populations.items()
            }
    else:
        differing = {shard: told.open for shard, told in sets.items()}
    named = await matching.profiles.named(session, differing)
    told = {shard: held.told for shard, held in sets.items()}
    told_before = [it.credit_code for number, it in named if number in told[it.shard]]
    matches = await matching.matches.of_policy(session, policy.policy_id, told_before)
    stored = {match.credit_code: match for match in matches}
    if rules is None:
        return await off_the_loop("policy", lambda: _retracted(policy, named, stored, sets, today))
    judged = partial(_judged, populations=populations, sets=sets, today=today)
    # Nobody changed meanwhile: the turn lasts until the transaction ends.
    async with matching.memory.using:
        return await off_the_loop("policy", lambda: judged(rules, named, stored))


def _differing(rules: Rules, population: ShardPopulation, told: VerdictSets, today: date) -> BitMap:
    found = population.judge(rules.tree, today)
    return told.differing(found.eligible, found.undetermined, population.here)


def _judged(
    rules: Rules,
    named: Named,
    stored: Stored,
    *,
    populations: Mapping[int, ShardPopulation],
    sets: Mapping[int, VerdictSets],
    today: date,
) -> list[Decision]:
    """The plain evaluator has the last word on each whom the bulk engine found to differ, and proves it."""
    decisions = []
    for shard, group in groupby(named, key=lambda one: one[1].shard):
        of_shard = list(group)
        knowns = populations[shard].known([number for number, _ in of_shard], rules.facts)
        for (number, profile), known in zip(of_shard, knowns, strict=True):
            decision = decide(rules, profile, known, stored.get(profile.credit_code), today)
            if decision is not None:
                sets[shard].move(number, decision.verdict)
                decisions.append(decision)
    return decisions


def _retracted(
    policy: Policy, named: Named, stored: Stored, sets: Mapping[int, VerdictSets], today: date
) -> list[Decision]:
    decisions = []
    for number, profile in named:
        if before := stored.get(profile.credit_code):
            decisions.append(retract(policy, profile, before, today))
            sets[profile.shard].move(number, decisions[-1].verdict)
    return decisions
