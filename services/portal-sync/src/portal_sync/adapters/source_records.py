"""Source records in PostgreSQL."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.mapping import to_json, to_record
from portal_sync.adapters.tables import SourceRow
from portal_sync.adapters.upserts import upsert
from portal_sync.domain.entry import Shown
from portal_sync.domain.routing import ChannelRule, routed
from portal_sync.domain.source import Outline, SourceRecord
from shared.events import PolicyKind

_UPSERT: Final = upsert(SourceRow, ["policy_id"])
# A policy that has no row yet is locked too, which a row lock cannot do.
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:policy, 0))")


class PostgresSourceRecords:
    """Keeps one row a policy, in the caller's transaction."""

    def __init__(self, session: AsyncSession, rules: Iterable[ChannelRule]) -> None:
        self._session = session
        self._rules = tuple(rules)

    async def locked(self, policy_id: UUID) -> SourceRecord:
        await self._session.execute(_LOCK, {"policy": f"source {policy_id}"})
        return await self.get(policy_id) or SourceRecord(policy_id)

    async def get(self, policy_id: UUID) -> SourceRecord | None:
        found = select(SourceRow).where(SourceRow.policy_id == policy_id)
        row = (
            await self._session.execute(found.execution_options(populate_existing=True))
        ).scalar_one_or_none()
        return None if row is None else to_record(row)

    async def save(self, record: SourceRecord) -> None:
        publication, withdrawal = record.publication, record.withdrawal
        values = {
            "policy_id": record.policy_id,
            "revision": record.revision,
            "content_revision": publication.revision if publication else None,
            "published_at": publication.published_at if publication else None,
            "published_channels": list(publication.channels) if publication else None,
            "channels": list(record.outline.channels),
            "content": publication.content.model_dump(mode="json") if publication else None,
            "content_hash": publication.content_hash if publication else None,
            "withdrawal_revision": withdrawal.revision if withdrawal else None,
            "withdrawal": to_json(withdrawal),
        }
        await self._session.execute(_UPSERT, values)

    async def expected(self) -> Mapping[str, Mapping[UUID, Shown]]:
        columns = select(
            SourceRow.policy_id,
            SourceRow.revision,
            SourceRow.channels,
            SourceRow.kind,
            SourceRow.content_hash,
            SourceRow.withdrawal_revision,
        )
        by_channel: dict[str, dict[UUID, Shown]] = defaultdict(dict)
        for (
            policy_id,
            revision,
            channels,
            kind,
            content_hash,
            withdrawal_revision,
        ) in await self._session.execute(columns):
            outline = Outline(
                revision=revision,
                channels=tuple(channels),
                kind=PolicyKind(kind) if kind else None,
                content_hash=content_hash,
                withdrawn=withdrawal_revision == revision,
            )
            for channel, shown in routed(outline, self._rules).items():
                by_channel[channel][policy_id] = shown
        return by_channel
