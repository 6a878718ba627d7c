"""Attachments and pictures in PostgreSQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.review_tables import StoredFileRow
from publisher.adapters.tables import RevisionRow
from publisher.domain.files import CheckedFile
from publisher.domain.states import RevisionState


class SqlFiles:
    """`Files` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, policy_id: UUID, file: CheckedFile, *, actor: str, at: datetime) -> None:
        statement = insert(StoredFileRow).values(
            policy_id=policy_id,
            sha256=file.sha256,
            name=file.name,
            media_type=file.media_type,
            size=len(file.data),
            data=file.data,
            actor=actor,
            at=at,
        )
        await self._session.execute(statement.on_conflict_do_nothing())

    async def read(self, policy_id: UUID, sha256: str) -> CheckedFile | None:
        row = await self._session.get(StoredFileRow, (policy_id, sha256))
        return None if row is None else CheckedFile(row.name, row.media_type, row.sha256, row.data)

    async def is_public(self, policy_id: UUID, sha256: str) -> bool:
        shown = or_(
            RevisionRow.content.contains({"attachments": [{"sha256": sha256}]}),
            RevisionRow.content.contains({"interpretations": [{"picture": {"sha256": sha256}}]}),
        )
        statement = select(RevisionRow.id).where(
            RevisionRow.policy_id == policy_id, RevisionRow.state == RevisionState.LIVE.value, shown
        )
        return await self._session.scalar(statement) is not None
