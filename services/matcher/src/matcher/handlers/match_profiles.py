"""Profiles are new or changed: match them with every live policy."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.deriving import Known, derive
from matcher.domain.engine import Engine
from matcher.domain.judging import Rules
from matcher.domain.matching import Decision, StoredMatch, decide
from matcher.domain.population import Profile
from matcher.handlers.matching import Matching, off_the_loop, write_and_tell
from shared.criteria import CriteriaError, validate_facts
from shared.events import EnterpriseProfiled, Verdict
from shared.messaging import Fenced, Permanent
from shared.messaging.partitioning import shard_of


class _One(NamedTuple):
    """A profile with what is derived from it."""

    profile: Profile
    known: Known


async def match_profiles(
    session: AsyncSession, events: Sequence[EnterpriseProfiled], *, matching: Matching
) -> None:
    """Handle a run of `enterprise.profiled.v1`, in order: of each enterprise the last revision counts."""
    latest = {event.credit_code: event for event in events}
    profiles = [_profile(event) for event in latest.values()]
    turn = await matching.shards.take(session)
    if strangers := {profile.shard for profile in profiles} - turn.keys():
        raise Fenced(f"shards {sorted(strangers)} are another process's")
    at = max(event.profiled_at for event in events)
    profiles = await matching.profiles.save(session, profiles, at, turn)
    rules = list(await matching.memory.live_rules(session))
    stored = await matching.matches.of_enterprises(session, list(latest))
    today = matching.clock.today()
    decisions = await off_the_loop("profiles", lambda: _decisions(rules, profiles, stored, today))
    await write_and_tell(session, matching, decisions)


def _decisions(
    rules: Sequence[Rules], profiles: Sequence[Profile], stored: Collection[StoredMatch], today: date
) -> list[Decision]:
    ones = [_One(profile, derive(profile.facts or {})) for profile in profiles]
    numbers = {profile.credit_code: number for number, profile in enumerate(profiles)}
    engine = Engine()
    for number, one in enumerate(ones):
        engine.put(number, one.known)
    before: dict[UUID, dict[int, StoredMatch]] = {}
    for match in stored:
        before.setdefault(match.policy_id, {})[numbers[match.credit_code]] = match
    decisions = []
    for each in rules:
        told = before.get(each.policy.policy_id, {})
        for number in _to_judge(each, engine, told, today):
            profile, known = ones[number]
            if decision := decide(each, profile, known, told.get(number), today):
                decisions.append(decision)
    return decisions


def _to_judge(rules: Rules, engine: Engine, told: dict[int, StoredMatch], today: date) -> BitMap:
    """Those whose verdict is another, or is still open and may lack something else now."""
    found = engine.judge(rules.tree, today)
    same = BitMap(n for n, it in told.items() if it.verdict is Verdict.ELIGIBLE) & found.eligible
    now_open = found.eligible | found.undetermined
    return (now_open | BitMap(n for n, it in told.items() if it.verdict is not Verdict.INELIGIBLE)) - same


def _profile(event: EnterpriseProfiled) -> Profile:
    try:
        facts = validate_facts(event.facts)
    except CriteriaError as error:
        raise Permanent(f"facts refused at {error}") from error
    return Profile(event.credit_code, event.revision, event.name, facts, shard_of(event.credit_code))
