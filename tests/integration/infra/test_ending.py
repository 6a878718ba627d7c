"""What becomes of the parts when the program that started them ends by SIGKILL."""

import asyncio
import signal
import sys
import time
from pathlib import Path
from typing import Final

import psutil
import pytest

from huiqi.infra import EmbeddedPostgres, FolderInUseError, FolderLock

PROGRAM: Final = """
import asyncio, sys
from pathlib import Path
from huiqi.infra import EmbeddedBroker, EmbeddedPostgres, FolderLock

async def main(folder):
    with FolderLock(folder):
        async with EmbeddedPostgres(folder / "postgres", durable=False) as server:
            broker = EmbeddedBroker(folder)
            await broker.start()
            print(server.pid, broker.pid, flush=True)
            await asyncio.sleep(600)

asyncio.run(main(Path(sys.argv[1])))
"""


async def started(folder: Path) -> tuple[asyncio.subprocess.Process, list[int]]:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    line = await asyncio.wait_for(program.stdout.readline(), 60)
    return program, [int(number) for number in line.split()]


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def ended(*pids: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(alive, pids)):
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.05)
    return True


async def test_a_second_start_in_the_folder_is_refused(tmp_path: Path) -> None:
    program, parts = await started(tmp_path)
    with pytest.raises(FolderInUseError, match=rf"in use by another huiqi \(process {program.pid}\)"):
        FolderLock(tmp_path).acquire()
    program.kill()
    await program.wait()
    assert await ended(*parts)
    FolderLock(tmp_path).acquire()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal on a parent's end is Linux's own")
async def test_the_parts_end_with_a_killed_program(tmp_path: Path) -> None:
    program, parts = await started(tmp_path)
    program.kill()
    await program.wait()
    assert await ended(*parts)


async def test_a_start_after_a_kill_ends_orphans(tmp_path: Path) -> None:
    program, (postmaster, _) = await started(tmp_path)
    psutil.Process(postmaster).suspend()  # so that the signal on its parent's end finds it deaf
    program.kill()
    await program.wait()
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    start = asyncio.create_task(server.start())
    await asyncio.sleep(0.2)
    psutil.Process(postmaster).send_signal(signal.SIGCONT)
    await asyncio.wait_for(start, 30)
    assert not alive(postmaster)
    await server.stop()
