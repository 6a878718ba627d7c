"""A PostgreSQL that a killed program may have left behind."""

import asyncio
import contextlib
import signal
import time
from pathlib import Path
from typing import Final

import psutil

from huiqi.infra.errors import InfraError

_PATIENCE: Final = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 2.0))


async def end_orphans(data: Path) -> None:
    """End the processes of a server that still run on the cluster `data`, then clear its mark.

    Call with the data folder locked: whoever runs on it then has lost its owner. Raises InfraError when they
    will not end.
    """
    for number, seconds in _PATIENCE:
        family = _processes_in(data)
        if not family:
            break
        for process in _heads(family):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        await _gone(family, seconds)
    left = _processes_in(data)
    if left:
        raise InfraError(f"A PostgreSQL (process {left[0].pid}) still runs on {data} and will not end.")
    # Its process number may have been given to another program since; the server would refuse to start.
    (data / "postmaster.pid").unlink(missing_ok=True)


def _processes_in(data: Path) -> list[psutil.Process]:
    # By working folder, because a postmaster that was killed leaves children whose titles do not name it.
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.name() == "postgres" and process.cwd() == str(data.resolve()):
                found.append(process)
    return found


def _heads(family: list[psutil.Process]) -> list[psutil.Process]:
    numbers = {process.pid for process in family}
    heads = []
    for process in family:
        with contextlib.suppress(psutil.Error):
            if process.ppid() not in numbers:
                heads.append(process)
    return heads


async def _gone(family: list[psutil.Process], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    # Their end raises no event: they are not children of this process.
    while any(map(_alive, family)) and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.05)


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
