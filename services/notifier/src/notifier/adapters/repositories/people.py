"""The repositories of people, opened together."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.associations import SqlAssociations
from notifier.adapters.repositories.calendars import SqlCalendars
from notifier.adapters.repositories.interests import SqlInterests
from notifier.adapters.repositories.members import SqlMembers
from notifier.handlers.people_ports import People


def open_people(session: AsyncSession) -> People:
    """Return the repositories of the session's transaction."""
    return People(SqlMembers(session), SqlInterests(session), SqlAssociations(session), SqlCalendars(session))
