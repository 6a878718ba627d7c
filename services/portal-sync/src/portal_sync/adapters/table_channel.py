"""The channels of this site: entries in a table that its pages show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, Text, cast, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from portal_sync.adapters.mapping import withdrawal_text
from portal_sync.adapters.shown_hashes import INCONSISTENT, ShownHashes, of_any
from portal_sync.adapters.tables import EntryRow
from portal_sync.domain.entry import Entry, Shown

# One statement for any number of entries: arrays, because values would make another statement of each number.
_UPSERT: Final = text(
    """
    INSERT INTO entry (channel, policy_id, revision, content, content_hash, withdrawal, mirrored_at)
    SELECT :channel, e.policy_id, e.revision, e.content::jsonb, e.content_hash, e.withdrawal::jsonb, :now
    FROM unnest(CAST(:policies AS uuid[]), CAST(:revisions AS bigint[]), CAST(:contents AS text[]),
                CAST(:hashes AS text[]), CAST(:withdrawals AS text[]))
         AS e (policy_id, revision, content, content_hash, withdrawal)
    ON CONFLICT (channel, policy_id) DO UPDATE SET
      revision = excluded.revision, content = excluded.content, content_hash = excluded.content_hash,
      withdrawal = excluded.withdrawal, mirrored_at = excluded.mirrored_at
    """
)
_READ_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class KnownHashes:
    """What is remembered between comparisons, of contents and of withdrawals."""

    contents: ShownHashes = field(default_factory=ShownHashes)
    withdrawals: ShownHashes = field(default_factory=lambda: ShownHashes(of_any))


class TableChannel:
    """One channel of this site, in the caller's transaction."""

    def __init__(self, session: AsyncSession, name: str, hashes: KnownHashes) -> None:
        self.name = name
        self._session = session
        self._hashes = hashes

    async def put(self, entries: Sequence[Entry]) -> None:
        given = {
            "channel": self.name,
            "now": entries[0].mirrored_at,
            "policies": [entry.policy_id for entry in entries],
            "revisions": [entry.revision for entry in entries],
            "contents": [entry.said.text if entry.said else None for entry in entries],
            "hashes": [entry.content_hash for entry in entries],
            "withdrawals": [withdrawal_text(entry.withdrawal) for entry in entries],
        }
        await self._session.execute(_UPSERT, given)

    async def remove(self, policy_ids: Collection[UUID]) -> None:
        own = (EntryRow.channel == self.name) & EntryRow.policy_id.in_(policy_ids)
        await self._session.execute(delete(EntryRow).where(own))

    async def list(self, policy_ids: Collection[UUID] | None = None) -> Mapping[UUID, Shown]:
        content, withdrawal = _fingerprint(EntryRow.content), _fingerprint(EntryRow.withdrawal)
        columns = (EntryRow.policy_id, EntryRow.revision, EntryRow.content_hash, content, withdrawal)
        rows = (await self._session.execute(self._own(policy_ids, *columns))).all()
        await self._learn(self._hashes.contents, EntryRow.content, _holders(rows, 3))
        await self._learn(self._hashes.withdrawals, EntryRow.withdrawal, _holders(rows, 4))
        return {row[0]: self._shown(*row[1:]) for row in rows}

    def _shown(self, revision: int, stored: str | None, content: str | None, withdrawal: str | None) -> Shown:
        computed = None if content is None else self._hashes.contents.of(content)
        # A page would quote the stored hash: that it differs is drift, whichever of the two is right.
        shown = computed if computed == stored else INCONSISTENT
        return Shown(revision, shown, None if withdrawal is None else self._hashes.withdrawals.of(withdrawal))

    async def _learn(
        self, hashes: ShownHashes, column: InstrumentedAttribute[Any], holders: Mapping[str, UUID]
    ) -> None:
        unknown = sorted(hashes.unknown(set(holders)))
        for start in range(0, len(unknown), _READ_AT_ONCE):
            wanted = [holders[fingerprint] for fingerprint in unknown[start : start + _READ_AT_ONCE]]
            # The fingerprint is read again: the content may have changed since the first look.
            statement = self._own(wanted, _fingerprint(column), column)
            await hashes.learn({row[0]: row[1] for row in await self._session.execute(statement)})

    def _own(self, policy_ids: Collection[UUID] | None, *columns: Any) -> Select[Any]:  # noqa: ANN401
        statement = select(*columns).where(EntryRow.channel == self.name)
        return statement if policy_ids is None else statement.where(EntryRow.policy_id.in_(policy_ids))


def _fingerprint(column: InstrumentedAttribute[Any]) -> Any:  # noqa: ANN401 (an expression)
    return func.md5(cast(column, Text))


def _holders(rows: Sequence[Row[Any]], place: int) -> dict[str, UUID]:
    """Return for each fingerprint a policy that has it."""
    return {row[place]: row[0] for row in rows if row[place] is not None}
