"""Engines of shards on disk, so that a restart reads only what changed since."""

import asyncio
from pathlib import Path
from typing import Final
from uuid import UUID

from matcher.domain.engine import snapshot
from matcher.domain.engine.snapshot import UnusableSnapshotError
from matcher.domain.shard_population import ShardPopulation
from matcher.handlers.matching_ports import Clocked
from shared.telemetry import get_logger

_DERIVED: Final = 1
"""Counted up when something else is derived from the same facts: columns hold it, too."""


class FileSnapshots:
    """Implements `ports.Snapshots`: a file for each shard, in a folder of one database."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._log = get_logger("matcher")

    async def load(self, shard: int, now: Clocked) -> tuple[ShardPopulation, int] | None:
        if self._folder is None or now.epoch is None:
            return None
        return await asyncio.to_thread(self._load, self._folder, shard, now)

    async def save(self, shard: int, population: ShardPopulation, until: int, epoch: UUID) -> bool:
        if self._folder is None:
            return False
        said = {"epoch": str(epoch), "until": until, "derived": _DERIVED}
        try:
            await asyncio.to_thread(self._save, self._folder, shard, population, said)
        except OSError as error:
            # It is only a cache; the next start takes longer.
            self._log.warning("snapshot not saved", shard=shard, reason=str(error))
            return False
        return True

    def _load(self, folder: Path, shard: int, now: Clocked) -> tuple[ShardPopulation, int] | None:
        try:
            engine, said = snapshot.load(_file(folder, shard))
        except FileNotFoundError:
            return None
        except (UnusableSnapshotError, OSError) as error:
            self._log.warning("snapshot refused", shard=shard, reason=str(error))
            return None
        # One that knows more than the tables do is of tables that were put back since.
        is_ours = said["epoch"] == str(now.epoch) and said["derived"] == _DERIVED
        if not is_ours or said["until"] > now.change:
            self._log.info("snapshot is of other tables", shard=shard)
            return None
        return ShardPopulation(engine), said["until"]

    def _save(self, folder: Path, shard: int, population: ShardPopulation, said: dict[str, object]) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        snapshot.save(population.engine, _file(folder, shard), said)


def _file(folder: Path, shard: int) -> Path:
    return folder / f"shard-{shard}.engine"
