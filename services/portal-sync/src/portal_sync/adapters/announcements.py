"""Result announcements in PostgreSQL."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.tables import AnnouncementRow
from portal_sync.adapters.upserts import upsert
from portal_sync.domain.results import Announcement

_UPSERT: Final = upsert(AnnouncementRow, ["announcement_id"], newer_only=True)
_ANNOUNCEMENTS: Final = TypeAdapter(Announcement)


class PostgresAnnouncements:
    """Keeps each announcement whole in one row."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save(self, announcement: Announcement) -> None:
        values = {
            "announcement_id": announcement.announcement_id,
            "revision": announcement.revision,
            "policy_id": announcement.policy_id,
            "first_day": announcement.first_day,
            "body": _ANNOUNCEMENTS.dump_python(announcement, mode="json"),
        }
        await self._session.execute(_UPSERT, values)

    async def get(self, announcement_id: UUID) -> Announcement | None:
        found = await self._read(
            select(AnnouncementRow.body).where(AnnouncementRow.announcement_id == announcement_id)
        )
        return found[0] if found else None

    async def of_policy(self, policy_id: UUID) -> Sequence[Announcement]:
        return await self._read(_newest().where(AnnouncementRow.policy_id == policy_id))

    async def newest(self, limit: int, offset: int = 0) -> Sequence[Announcement]:
        return await self._read(_newest().limit(limit).offset(offset))

    async def _read(self, statement: Select[tuple[dict[str, object]]]) -> Sequence[Announcement]:
        bodies = (await self._session.execute(statement)).scalars()
        return [_ANNOUNCEMENTS.validate_python(body) for body in bodies]


def _newest() -> Select[tuple[dict[str, object]]]:
    """Those that are still public; one that was taken down is found by its address only."""
    return (
        select(AnnouncementRow.body)
        .where(func.coalesce(AnnouncementRow.body["taken_down"].astext, "") == "")
        .order_by(AnnouncementRow.first_day.desc(), AnnouncementRow.announcement_id)
    )
