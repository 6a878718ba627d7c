"""Result announcements in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.filing_tables import AnnouncementStepRow
from publisher.adapters.tables import AnnouncementRow, PolicyRow
from publisher.domain.errors import NotFound
from publisher.domain.result_states import AnnouncementState, EntryStanding
from publisher.domain.results import Announcement, TakenDown
from publisher.handlers.results_ports import AnnouncementStep
from shared.events import Contact, Department, ResultEntry

# When the list was first said to stand; kept with the step that said it.
_FINALISED_AT = (
    select(func.min(AnnouncementStepRow.at))
    .where(
        AnnouncementStepRow.announcement_id == AnnouncementRow.id, AnnouncementStepRow.action == "finalised"
    )
    .correlate(AnnouncementRow)
    .scalar_subquery()
)


class SqlAnnouncements:
    """`AnnouncementRepository` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, announcement: Announcement) -> None:
        await self._session.execute(insert(AnnouncementRow).values(_values(announcement)))

    async def get(self, announcement_id: UUID, *, department: str | None) -> Announcement:
        return await self._one(_of(announcement_id, department))

    async def lock(self, announcement_id: UUID, *, department: str | None) -> Announcement:
        return await self._one(_of(announcement_id, department).with_for_update(of=AnnouncementRow))

    async def save(self, announcement: Announcement) -> None:
        statement = update(AnnouncementRow).where(AnnouncementRow.id == announcement.id)
        await self._session.execute(statement.values(_values(announcement)))

    async def of(self, policy_id: UUID) -> Sequence[Announcement]:
        statement = (
            select(AnnouncementRow, _FINALISED_AT)
            .where(AnnouncementRow.policy_id == policy_id)
            .order_by(AnnouncementRow.first_day, AnnouncementRow.id)
        )
        fresh = statement.execution_options(populate_existing=True)
        return [_announcement(row, at) for row, at in await self._session.execute(fresh)]

    async def add_step(self, step: AnnouncementStep) -> None:
        await self._session.execute(insert(AnnouncementStepRow).values(vars(step)))

    async def steps_of(self, announcement_id: UUID) -> Sequence[AnnouncementStep]:
        rows = await self._session.scalars(
            select(AnnouncementStepRow)
            .where(AnnouncementStepRow.announcement_id == announcement_id)
            .order_by(AnnouncementStepRow.revision)
        )
        names = AnnouncementStep.__dataclass_fields__
        return [AnnouncementStep(**{name: getattr(row, name) for name in names}) for row in rows]

    async def _one(self, statement: Select[AnnouncementRow, datetime]) -> Announcement:
        found = await self._session.execute(statement.execution_options(populate_existing=True))
        row = found.one_or_none()
        if row is None:
            raise NotFound("没有这份结果公示，或者它不属于您所在的部门。")
        return _announcement(*row)


def _of(announcement_id: UUID, department: str | None) -> Select[AnnouncementRow, datetime]:
    statement = (
        select(AnnouncementRow, _FINALISED_AT)
        .join(PolicyRow, PolicyRow.id == AnnouncementRow.policy_id)
        .where(AnnouncementRow.id == announcement_id)
    )
    return statement if department is None else statement.where(PolicyRow.department == department)


def _announcement(row: AnnouncementRow, finalised_at: datetime | None) -> Announcement:
    gone = row.taken_down
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
        standing={code: EntryStanding(stands) for code, stands in row.standing.items()},
        finalised_at=finalised_at,
        taken_down=TakenDown(gone["reason"], datetime.fromisoformat(gone["at"])) if gone else None,
    )


def _values(announcement: Announcement) -> dict[str, Any]:
    gone = announcement.taken_down
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
        "standing": {code: stands.value for code, stands in announcement.standing.items()},
        "taken_down": {"reason": gone.reason, "at": gone.at.isoformat()} if gone else None,
    }
