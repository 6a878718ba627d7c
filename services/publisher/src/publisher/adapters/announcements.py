"""Result announcements in PostgreSQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.tables import AnnouncementRow, PolicyRow
from publisher.domain.errors import NotFound
from publisher.domain.results import Announcement, AnnouncementState
from shared.events import Contact, Department, ResultEntry


class SqlAnnouncements:
    """`AnnouncementRepository` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, announcement: Announcement) -> None:
        await self._session.execute(insert(AnnouncementRow).values(_values(announcement)))

    async def lock(self, announcement_id: UUID, *, department: str | None) -> Announcement:
        statement = (
            select(AnnouncementRow)
            .join(PolicyRow, PolicyRow.id == AnnouncementRow.policy_id)
            .where(AnnouncementRow.id == announcement_id)
            .with_for_update(of=AnnouncementRow)
        )
        if department is not None:
            statement = statement.where(PolicyRow.department == department)
        row = await self._session.scalar(statement.execution_options(populate_existing=True))
        if row is None:
            raise NotFound("没有这份结果公示，或者它不属于您所在的部门。")
        return _announcement(row)

    async def save(self, announcement: Announcement) -> None:
        statement = update(AnnouncementRow).where(AnnouncementRow.id == announcement.id)
        await self._session.execute(statement.values(_values(announcement)))

    async def of(self, policy_id: UUID) -> Sequence[Announcement]:
        statement = (
            select(AnnouncementRow)
            .where(AnnouncementRow.policy_id == policy_id)
            .order_by(AnnouncementRow.first_day, AnnouncementRow.id)
        )
        return [_announcement(row) for row in await self._session.scalars(statement)]


def _announcement(row: AnnouncementRow) -> Announcement:
    return Announcement(
        id=row.id,
        policy_id=row.policy_id,
        policy_title=row.policy_title,
        issuer=Department.model_validate(row.issuer),
        title=row.title,
        entries=tuple(ResultEntry.model_validate(entry) for entry in row.entries),
        first_day=row.first_day,
        last_day=row.last_day,
        contact=Contact.model_validate(row.contact),
        revision=row.revision,
        state=AnnouncementState(row.state),
    )


def _values(announcement: Announcement) -> dict[str, Any]:
    return {
        "id": announcement.id,
        "policy_id": announcement.policy_id,
        "revision": announcement.revision,
        "state": announcement.state.value,
        "policy_title": announcement.policy_title,
        "issuer": announcement.issuer.model_dump(mode="json"),
        "title": announcement.title,
        "entries": [entry.model_dump(mode="json") for entry in announcement.entries],
        "first_day": announcement.first_day,
        "last_day": announcement.last_day,
        "contact": announcement.contact.model_dump(mode="json"),
    }
