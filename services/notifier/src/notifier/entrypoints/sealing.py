"""Seals, at the start of a process, secrets that were stored before secrets were sealed."""

import asyncio
from dataclasses import dataclass

from notifier.handlers.ports import Tools, Vault
from notifier.handlers.seal_secrets import BATCH, seal_secrets
from shared.db import Database


@dataclass(frozen=True, slots=True)
class Sealing:
    """A worker that is done soon and then waits."""

    database: Database
    tools: Tools
    vault: Vault

    async def run(self, stop: asyncio.Event) -> None:
        """Seal what is plain, then wait for the end."""
        sealed = BATCH
        while sealed == BATCH and not stop.is_set():
            async with self.database.transaction() as session:
                sealed = await seal_secrets(session, tools=self.tools, vault=self.vault)
        await stop.wait()
