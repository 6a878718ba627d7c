"""Profiles are new or changed: match them with every live policy."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.population import Profile
from matcher.handlers.matching import Matching, off_the_loop, write_and_tell
from shared.criteria import CriteriaError, validate_facts
from shared.events import EnterpriseProfiled
from shared.messaging import Fenced, Permanent
from shared.messaging.partitioning import shard_of


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
    stored = await matching.matches.of_enterprises(session, list(latest))
    today = matching.clock.today()
    async with matching.memory.live.using:
        live = await matching.memory.live.caught_up(session)
        decisions = await off_the_loop("profiles", lambda: live.decide(profiles, stored, today))
    await write_and_tell(session, matching, decisions)


def _profile(event: EnterpriseProfiled) -> Profile:
    try:
        facts = validate_facts(event.facts)
    except CriteriaError as error:
        raise Permanent(f"facts refused at {error}") from error
    return Profile(event.credit_code, event.revision, event.name, facts, shard_of(event.credit_code))
