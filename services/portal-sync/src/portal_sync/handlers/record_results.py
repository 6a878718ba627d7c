"""A list of approved enterprises was announced, or stands."""

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.results import Announcement
from portal_sync.handlers.ports import Announcements, SiteVersion
from shared.events import ResultsAnnounced, ResultsFinalised

Repository = Callable[[AsyncSession], Announcements]
Version = Callable[[AsyncSession], SiteVersion]


async def record_results(
    announcements: Repository,
    version: Version,
    session: AsyncSession,
    event: ResultsAnnounced | ResultsFinalised,
) -> None:
    """Keep the announcement as it is now; the event carries it whole."""
    announcement = Announcement(
        announcement_id=event.announcement_id,
        revision=event.revision,
        policy_id=event.policy_id,
        policy_title=event.policy_title,
        issuer=event.issuer,
        title=event.title,
        entries=event.entries,
        first_day=event.first_day,
        last_day=event.last_day,
        contact=event.contact,
        taken_down=event.taken_down,
        finalised_at=event.finalised_at if isinstance(event, ResultsFinalised) else None,
    )
    await announcements(session).save(announcement)
    await version(session).bump()
