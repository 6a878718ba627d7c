"""Sets the language that a member reads: in the inbox, and at the endpoints that are the member's own."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.people import Member, Viewer
from notifier.handlers.ports import Tools


async def choose_language(session: AsyncSession, member: Member, language: str, *, tools: Tools) -> None:
    """Set it; the enterprise's endpoints keep theirs. `language` is one of `domain.schedule.LANGUAGES`."""
    store, now = tools.store(session), tools.clock.now()
    await store.people.members.join(member, now)
    await store.people.members.set_language(member.credit_code, member.subject, language)
    seen = await store.endpoints.of(Viewer(member.credit_code, member.subject))
    own = [endpoint.id for endpoint in seen if endpoint.subject is not None]
    await store.preferences.set_language(member.credit_code, own, language)


async def language_of(session: AsyncSession, member: Member, *, tools: Tools) -> str:
    """Return what the member reads; Chinese unless another was chosen."""
    known = await tools.store(session).people.members.of(member.credit_code, member.subject)
    return (known or member).language
