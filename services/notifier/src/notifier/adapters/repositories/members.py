"""People who sign in for enterprises, in PostgreSQL."""

from datetime import datetime

from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.people_tables import MemberRow
from notifier.domain.people import Member


class SqlMembers:
    """Implements `people_ports.Members`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, credit_code: str, subject: str) -> Member | None:
        row = await self._session.get(MemberRow, (credit_code, subject))
        return _member(row) if row else None

    async def all_of(self, credit_code: str) -> list[Member]:
        query = select(MemberRow).where(MemberRow.credit_code == credit_code).order_by(MemberRow.joined_at)
        return [_member(row) for row in await self._session.scalars(query)]

    async def join(self, member: Member, now: datetime) -> None:
        row = insert(MemberRow).values(
            credit_code=member.credit_code, subject=member.subject, name=member.name, joined_at=now
        )
        named = row.on_conflict_do_update(
            index_elements=["credit_code", "subject"],
            set_={"name": row.excluded.name},
            where=MemberRow.name != row.excluded.name,
        )
        await self._session.execute(named)

    async def consent(
        self, credit_code: str, subject: str, *, opening: bool, clicks: bool, now: datetime
    ) -> None:
        # The moment of the first word counts, so that it can be shown when somebody agreed.
        agreed = case((MemberRow.clicks_agreed_at.is_(None), now), else_=MemberRow.clicks_agreed_at)
        objected = case((MemberRow.opening_objected_at.is_(None), now), else_=MemberRow.opening_objected_at)
        await self._session.execute(
            update(MemberRow)
            .where(MemberRow.credit_code == credit_code, MemberRow.subject == subject)
            .values(
                clicks_agreed_at=agreed if clicks else None,
                opening_objected_at=None if opening else objected,
            )
        )

    async def set_language(self, credit_code: str, subject: str, language: str) -> None:
        await self._session.execute(
            update(MemberRow)
            .where(MemberRow.credit_code == credit_code, MemberRow.subject == subject)
            .values(language=language)
        )

    async def set_calendar_key(self, credit_code: str, subject: str, key: str | None) -> None:
        await self._session.execute(
            update(MemberRow)
            .where(MemberRow.credit_code == credit_code, MemberRow.subject == subject)
            .values(calendar_key=key)
        )

    async def by_calendar_key(self, key: str) -> Member | None:
        row = await self._session.scalar(select(MemberRow).where(MemberRow.calendar_key == key))
        return _member(row) if row else None


def _member(row: MemberRow) -> Member:
    return Member(
        row.credit_code,
        row.subject,
        row.name,
        counts_opening=row.opening_objected_at is None,
        counts_clicks=row.clicks_agreed_at is not None,
        calendar_key=row.calendar_key,
        language=row.language,
    )
