"""The calendar of an enterprise's deadlines, at an address that only its member knows and can replace."""

import secrets

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.calendar import Entry, entries
from notifier.domain.people import Member
from notifier.handlers.ports import Tools


async def make_calendar_key(session: AsyncSession, member: Member, *, tools: Tools) -> str:
    """Give the member's calendar an address; one that was given before leads nowhere from now on."""
    members = tools.store(session).people.members
    key = secrets.token_urlsafe(32)
    await members.join(member, tools.clock.now())
    await members.set_calendar_key(member.credit_code, member.subject, key)
    return key


async def drop_calendar_key(session: AsyncSession, member: Member, *, tools: Tools) -> None:
    """End the member's subscription."""
    members = tools.store(session).people.members
    await members.set_calendar_key(member.credit_code, member.subject, None)


async def calendar_of(session: AsyncSession, key: str, *, tools: Tools) -> list[Entry] | None:
    """Return the entries of the calendar at this address, or None where there is none."""
    people = tools.store(session).people
    member = await people.members.by_calendar_key(key)
    if member is None:
        return None
    filings = await people.calendars.filings(member.credit_code)
    supplements = await people.calendars.supplements(member.credit_code)
    return entries(filings, supplements, tools.clock.today())
