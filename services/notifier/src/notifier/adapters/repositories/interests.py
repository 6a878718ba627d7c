"""What is followed and muted, in PostgreSQL."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.people_tables import FollowRow, MuteRow
from notifier.domain.interests import Interest, InterestKind, Subject
from shared.searching import searches_in

_ABOUT: Final = """(
    (kind = 'policy' AND target = :policy_id) OR (kind = 'theme' AND target = :theme)
    OR (kind = 'department' AND target = ANY(CAST(:departments AS text[])))
)"""
_SEARCHES: Final = text("SELECT DISTINCT target FROM follow WHERE kind = 'search'")
_FOUND: Final = "(kind = 'search' AND target = ANY(CAST(:searches AS text[])))"

_TITLE: Final = text(
    "SELECT brief ->> 'title' FROM policy_revision WHERE policy_id = :policy_id "
    "ORDER BY revision DESC LIMIT 1"
)

_MUTING: Final = text(f"""
SELECT DISTINCT credit_code FROM mute
WHERE credit_code = ANY(CAST(:codes AS text[])) AND {_ABOUT}
""")  # noqa: S608 (fixed parts only)

_FOLLOWERS: Final = text(f"""
WITH hit AS (
    SELECT credit_code, label, for_members FROM follow WHERE {_ABOUT} OR {_FOUND}
), told AS (
    SELECT credit_code, label FROM hit WHERE NOT for_members
    UNION ALL
    SELECT membership.credit_code, hit.label || '（' || membership.association_name || '代为关注）'
    FROM hit JOIN membership ON membership.association_code = hit.credit_code
    WHERE hit.for_members AND membership.agreed_at IS NOT NULL AND membership.ended_at IS NULL
)
SELECT credit_code, min(label) AS label FROM told
WHERE NOT EXISTS (SELECT FROM mute WHERE mute.credit_code = told.credit_code AND {_ABOUT})
  AND NOT EXISTS (
    SELECT FROM removed_enterprise AS gone WHERE gone.credit_code = told.credit_code AND NOT gone.returned
  )
GROUP BY credit_code
""")  # noqa: S608 (fixed parts only)


class SqlInterests:
    """Implements `people_ports.Interests`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def followed(self, credit_code: str) -> list[Interest]:
        query = select(FollowRow).where(FollowRow.credit_code == credit_code).order_by(FollowRow.created_at)
        return [
            Interest(InterestKind(row.kind), row.target, row.label, row.for_members)
            for row in await self._session.scalars(query)
        ]

    async def follow(self, credit_code: str, interest: Interest, now: datetime) -> None:
        row = insert(FollowRow).values(
            credit_code=credit_code,
            kind=interest.kind,
            target=interest.target,
            for_members=interest.for_members,
            label=interest.label,
            created_at=now,
        )
        await self._session.execute(row.on_conflict_do_nothing())

    async def unfollow(self, credit_code: str, interest: Interest) -> None:
        which = _which(FollowRow, credit_code, interest)
        which.append(FollowRow.for_members == interest.for_members)
        await self._session.execute(delete(FollowRow).where(*which))

    async def muted(self, credit_code: str) -> list[Interest]:
        query = select(MuteRow).where(MuteRow.credit_code == credit_code).order_by(MuteRow.created_at)
        return [
            Interest(InterestKind(row.kind), row.target, row.label)
            for row in await self._session.scalars(query)
        ]

    async def mute(self, credit_code: str, interest: Interest, now: datetime) -> None:
        row = insert(MuteRow).values(
            credit_code=credit_code,
            kind=interest.kind,
            target=interest.target,
            label=interest.label,
            created_at=now,
        )
        await self._session.execute(row.on_conflict_do_nothing())

    async def unmute(self, credit_code: str, interest: Interest) -> None:
        await self._session.execute(delete(MuteRow).where(*_which(MuteRow, credit_code, interest)))

    async def followers(self, subject: Subject) -> dict[str, str]:
        searches = list(await self._session.scalars(_SEARCHES)) if subject.text else []
        # Words for the same are known here and not to the database. There may be thousands.
        found = await asyncio.to_thread(searches_in, searches, subject.text)
        rows = await self._session.execute(_FOLLOWERS, {**_about(subject), "searches": found})
        return {row.credit_code: row.label for row in rows}

    async def title_of(self, policy_id: UUID) -> str | None:
        title: str | None = await self._session.scalar(_TITLE, {"policy_id": policy_id})
        return title

    async def muting(self, subject: Subject, credit_codes: Sequence[str]) -> set[str]:
        given = {**_about(subject), "codes": list(credit_codes)}
        return set(await self._session.scalars(_MUTING, given))


def _which(row: type[FollowRow | MuteRow], credit_code: str, interest: Interest) -> list[Any]:
    return [
        row.credit_code == credit_code,
        row.kind == interest.kind.value,
        row.target == interest.target,
    ]


def _about(subject: Subject) -> dict[str, Any]:
    return {
        "policy_id": str(subject.policy_id),
        "theme": subject.theme,
        "departments": list(subject.departments),
    }
