"""Source records in PostgreSQL."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, cast, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.mapping import to_record
from portal_sync.adapters.source_rows import UPSERT, columns_of
from portal_sync.adapters.tables import SourceRow
from portal_sync.domain.entry import Shown
from portal_sync.domain.relation import named_by, names_of
from portal_sync.domain.routing import ChannelRule, routed
from portal_sync.domain.source import Outline, SourceRecord
from shared.events import PolicyKind, WithdrawalKind
from shared.messaging.partitioning import bucket_of

# A policy that has no row yet is locked too, which a row lock cannot do. A few hundred locks stand for all
# policies, always taken in one order, so that a batch does not fill PostgreSQL's table of locks. Policies are
# put into them as into partitions, so that processes that read different ones do not wait for each other.
_BUCKETS: Final = 240
_LOCK: Final = text(
    "SELECT pg_advisory_xact_lock(hashtext('portal_sync.source'), bucket) "
    "FROM unnest(CAST(:buckets AS int[])) AS bucket"
)
_TOLD: Final = (
    SourceRow.policy_id,
    SourceRow.revision,
    SourceRow.channels,
    SourceRow.kind,
    SourceRow.content_hash,
    SourceRow.withdrawal_hash,
    SourceRow.theme,
    SourceRow.department,
    SourceRow.genre,
    SourceRow.benefit,
    SourceRow.english,
    SourceRow.withdrawal["kind"].astext.label("withdrawal_kind"),
)
_OUTLINE: Final = select(*_TOLD)
# The content as text: most of it is only moved on.
WHOLE: Final = select(
    *_TOLD,
    SourceRow.content_revision,
    SourceRow.published_at,
    SourceRow.published_channels,
    cast(SourceRow.content, Text).label("content"),
    SourceRow.withdrawal,
)


class PostgresSourceRecords:
    """Keeps one row a policy, in the caller's transaction."""

    def __init__(self, session: AsyncSession, rules: Iterable[ChannelRule]) -> None:
        self._session = session
        self._rules = tuple(rules)

    async def locked(self, policy_ids: Collection[UUID]) -> Mapping[UUID, SourceRecord]:
        buckets = sorted({bucket_of(str(policy_id), _BUCKETS) for policy_id in policy_ids})
        await self._session.execute(_LOCK, {"buckets": buckets})
        known = {record.policy_id: record for record in await self.of(policy_ids)}
        return {policy_id: known.get(policy_id) or SourceRecord(policy_id) for policy_id in policy_ids}

    async def get(self, policy_id: UUID) -> SourceRecord | None:
        found = await self.of([policy_id])
        return found[0] if found else None

    async def of(self, policy_ids: Collection[UUID]) -> Sequence[SourceRecord]:
        return await self._read(WHOLE.where(SourceRow.policy_id.in_(policy_ids)))

    async def save(self, records: Sequence[SourceRecord]) -> None:
        await self._session.execute(UPSERT, columns_of(records))

    async def expected(
        self, policy_ids: Collection[UUID] | None = None
    ) -> Mapping[str, Mapping[UUID, Shown]]:
        chosen = _OUTLINE if policy_ids is None else _OUTLINE.where(SourceRow.policy_id.in_(policy_ids))
        by_channel: dict[str, dict[UUID, Shown]] = defaultdict(dict)
        for row in await self._session.execute(chosen):
            for channel, shown in routed(_outline(row), self._rules).items():
                by_channel[channel][row.policy_id] = shown
        return by_channel

    async def ids_beside(self, records: Sequence[SourceRecord]) -> Collection[UUID]:
        found = await self._session.execute(select(SourceRow.policy_id).where(_beside(records)))
        return set(found.scalars())

    async def beside(self, records: Sequence[SourceRecord]) -> Sequence[SourceRecord]:
        return await self._read(WHOLE.where(_beside(records)))

    async def _read(self, chosen: Select[Any]) -> Sequence[SourceRecord]:
        return [to_record(row, _outline(row)) for row in await self._session.execute(chosen)]


def _beside(records: Sequence[SourceRecord]) -> ColumnElement[bool]:
    """Those that the records name, and those that name one of them."""
    named = {name for record in records for name in named_by(record)}
    names = [name for record in records for name in names_of(record)]
    ids = [name for name in named if _is_id(name)]
    return or_(
        SourceRow.refers.op("&&")(cast(names, ARRAY(Text))),
        SourceRow.document_number.in_(named - {""}),
        SourceRow.policy_id.in_([UUID(name) for name in ids]),
    )


def _outline(row: Any) -> Outline:  # noqa: ANN401 (a row of many columns)
    return Outline(
        revision=row.revision,
        channels=tuple(row.channels),
        kind=PolicyKind(row.kind) if row.kind else None,
        content_hash=row.content_hash,
        withdrawal_hash=row.withdrawal_hash,
        theme=row.theme,
        department=row.department,
        genre=row.genre,
        benefit=row.benefit,
        english=bool(row.english),
        retracted=row.withdrawal_hash is not None and row.withdrawal_kind == WithdrawalKind.RETRACTED,
    )


def _is_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True
