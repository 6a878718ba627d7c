"""A channel outside as the rest of the service sees it: what is to be shown is noted, and handed over."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from portal_sync.domain.entry import Entry, Shown
from portal_sync.handlers.outside_ports import Ledger


class LedgerChannel:
    """Implements `ports.Channel`. Nothing leaves the house inside a transaction."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self.name = name
        self._ledger = ledger

    async def put(self, entries: Sequence[Entry]) -> None:
        await self._ledger.ask(self.name, [entry.policy_id for entry in entries])

    async def remove(self, policy_ids: Collection[UUID]) -> None:
        await self._ledger.ask(self.name, policy_ids)

    async def list(self, policy_ids: Collection[UUID] | None = None) -> Mapping[UUID, Shown]:
        known = await self._ledger.known(self.name, policy_ids)
        return {key: each.held.shown for key, each in known.items() if each.held is not None}
