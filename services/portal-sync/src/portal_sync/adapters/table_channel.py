"""The built-in channels: entries in a table that this site's pages show."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, Text, cast, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.mapping import to_json
from portal_sync.adapters.shown_hashes import INCONSISTENT, ShownHashes
from portal_sync.adapters.tables import EntryRow
from portal_sync.adapters.upserts import upsert
from portal_sync.domain.entry import Entry, Shown

_UPSERT: Final = upsert(EntryRow, ["channel", "policy_id"])
_READ_AT_ONCE: Final = 200
_FINGERPRINT: Final = func.md5(cast(EntryRow.content, Text))


class TableChannel:
    """One channel of this site, in the caller's transaction."""

    def __init__(self, session: AsyncSession, name: str, hashes: ShownHashes) -> None:
        self.name = name
        self._session = session
        self._hashes = hashes

    async def put(self, entry: Entry) -> None:
        values = {
            "channel": self.name,
            "policy_id": entry.policy_id,
            "revision": entry.revision,
            "content": None if entry.content is None else entry.content.model_dump(mode="json"),
            "content_hash": entry.content_hash,
            "withdrawal": to_json(entry.withdrawal),
            "mirrored_at": entry.mirrored_at,
        }
        await self._session.execute(_UPSERT, values)

    async def remove(self, policy_id: UUID) -> None:
        own = (EntryRow.channel == self.name) & (EntryRow.policy_id == policy_id)
        await self._session.execute(delete(EntryRow).where(own))

    async def list(self, policy_ids: Collection[UUID] | None = None) -> Mapping[UUID, Shown]:
        rows = (
            await self._session.execute(
                self._own(
                    policy_ids,
                    EntryRow.policy_id,
                    EntryRow.revision,
                    EntryRow.content_hash,
                    EntryRow.withdrawn,
                    _FINGERPRINT,
                )
            )
        ).all()
        await self._learn({row[4]: row[0] for row in rows if row[4] is not None})
        return {row[0]: self._shown(*row[1:]) for row in rows}

    def _shown(self, revision: int, stored: str | None, withdrawn: bool, fingerprint: str | None) -> Shown:
        computed = None if fingerprint is None else self._hashes.of(fingerprint)
        # A page would quote the stored hash: that it differs is drift, whichever of the two is right.
        return Shown(revision, computed if computed == stored else INCONSISTENT, withdrawn)

    async def _learn(self, policies: Mapping[str, UUID]) -> None:
        unknown = sorted(self._hashes.unknown(set(policies)))
        for start in range(0, len(unknown), _READ_AT_ONCE):
            wanted: Sequence[str] = unknown[start : start + _READ_AT_ONCE]
            # The fingerprint is read again: the content may have changed since the first look.
            holders = [policies[fingerprint] for fingerprint in wanted]
            statement = self._own(holders, _FINGERPRINT, EntryRow.content)
            await self._hashes.learn({row[0]: row[1] for row in await self._session.execute(statement)})

    def _own(self, policy_ids: Collection[UUID] | None, *columns: Any) -> Select[Any]:  # noqa: ANN401
        statement = select(*columns).where(EntryRow.channel == self.name)
        return statement if policy_ids is None else statement.where(EntryRow.policy_id.in_(policy_ids))
