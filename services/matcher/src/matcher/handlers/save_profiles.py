"""Profiles are saved: a new revision and an event for each that changed, in one transaction."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.drafts import ProfileDraft, checked
from matcher.handlers.ports import Enterprises, Saved
from shared.clock import Clock
from shared.events import EnterpriseProfiled
from shared.messaging import emit

_ROWS_A_STATEMENT = 2000


async def save_profiles(
    session: AsyncSession, drafts: Sequence[ProfileDraft], *, enterprises: Enterprises, clock: Clock
) -> list[Saved]:
    """Save and return those that changed; raises `RefusedError`. No credit code may be there twice.

    The match follows when the event is consumed: no request waits for it.
    """
    now = clock.now()
    profiles = [Saved(draft.credit_code, draft.name, dict(draft.facts)) for draft in map(checked, drafts)]
    changed: list[Saved] = []
    for first in range(0, len(profiles), _ROWS_A_STATEMENT):
        changed += await enterprises.save(session, profiles[first : first + _ROWS_A_STATEMENT], now)
    events = [
        EnterpriseProfiled(
            credit_code=profile.credit_code,
            revision=profile.revision,
            name=profile.name,
            facts=profile.facts,
            profiled_at=now,
        )
        for profile in changed
    ]
    await emit(session, *events)
    return changed
