"""An enterprise answers one question about itself: one fact, and nothing else is touched; first its name."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.claims import NAME
from matcher.domain.drafts import ProfileDraft
from matcher.handlers.ports import Enterprises
from matcher.handlers.save_profiles import Speaker, save_profiles
from shared.clock import Clock


async def answer_question(
    session: AsyncSession,
    credit_code: str,
    fact: str,
    value: Any,  # noqa: ANN401 (of any fact)
    person: str,
    *,
    enterprises: Enterprises,
    clock: Clock,
) -> bool:
    """Whether what stands changed; False too where there is no such enterprise. Raises `RefusedError`."""
    enterprise = await enterprises.get(session, credit_code)
    if enterprise is None:
        return False
    draft = ProfileDraft(credit_code, enterprise.name, {fact: value}, confirm=True)
    speaker = Speaker("self", person, about=frozenset({fact}))
    return bool(await save_profiles(session, [draft], speaker, enterprises=enterprises, clock=clock))


async def begin_profile(
    session: AsyncSession,
    credit_code: str,
    name: str,
    person: str,
    *,
    confirm: bool,
    enterprises: Enterprises,
    clock: Clock,
) -> None:
    """A profile of which only the name is known yet; one that is there stays. Raises `RefusedError`."""
    if await enterprises.get(session, credit_code) is None:
        draft = ProfileDraft(credit_code, name, {}, confirm)
        speaker = Speaker("self", person, about=frozenset({NAME}))
        await save_profiles(session, [draft], speaker, enterprises=enterprises, clock=clock)
