"""Sources state facts: where what stands changes, a new revision and its event, in one transaction."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.claims import EVERYTHING, NAME, Statement, standing, state
from matcher.domain.drafts import ProfileDraft, checked
from matcher.handlers.ports import Enterprises, Held, Saved, Stated
from shared.clock import Clock
from shared.events import EnterpriseProfiled
from shared.messaging import emit

_ROWS_A_STATEMENT = 2000


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who states something: a source, and the person. `about` is what they speak of."""

    source: str
    person: str
    about: Collection[str] = EVERYTHING


async def save_profiles(
    session: AsyncSession,
    drafts: Sequence[ProfileDraft],
    speaker: Speaker,
    *,
    enterprises: Enterprises,
    clock: Clock,
) -> list[Saved]:
    """Save and return those that changed; raises `RefusedError`. No credit code may be there twice.

    The match follows when the event is consumed: no request waits for it.
    """
    return await save_checked(
        session, [checked(draft) for draft in drafts], speaker, enterprises=enterprises, clock=clock
    )


async def save_checked(
    session: AsyncSession,
    drafts: Sequence[ProfileDraft],
    speaker: Speaker,
    *,
    enterprises: Enterprises,
    clock: Clock,
) -> list[Saved]:
    """Save drafts that went through `checked` and return those that changed."""
    now = clock.now()
    changed: list[Saved] = []
    for first in range(0, len(drafts), _ROWS_A_STATEMENT):
        batch = drafts[first : first + _ROWS_A_STATEMENT]
        held = await enterprises.hold(session, [draft.credit_code for draft in batch], now)
        stated = list(_stated(batch, held, speaker, clock))
        await enterprises.write(session, stated, now)
        changed += [one.saved for one in stated if one.saved.revision > held[one.saved.credit_code].revision]
    await emit(session, *(_profiled(saved, clock) for saved in changed))
    return changed


def _stated(
    drafts: Sequence[ProfileDraft], held: dict[str, Held], speaker: Speaker, clock: Clock
) -> Iterator[Stated]:
    today = clock.today()
    for draft in drafts:
        before = held[draft.credit_code]
        statement = Statement(speaker.source, {NAME: draft.name, **draft.facts}, speaker.about)
        claims, said = state(before.claims, statement, today)
        if not said and not before.is_new:
            continue
        values = {fact: claim.value for fact, claim in sorted(standing(claims).items())}
        name = values.pop(NAME, before.name)
        same = not before.is_new and (name, values) == (before.name, before.facts)
        revision = before.revision + (not same)
        yield Stated(
            Saved(draft.credit_code, name, values, revision),
            claims,
            said,
            speaker.source,
            speaker.person,
            today,
        )


def _profiled(saved: Saved, clock: Clock) -> EnterpriseProfiled:
    return EnterpriseProfiled(
        credit_code=saved.credit_code,
        revision=saved.revision,
        name=saved.name,
        facts=saved.facts,
        profiled_at=clock.now(),
    )
