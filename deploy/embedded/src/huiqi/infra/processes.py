"""Starting and stopping the programs of the embedded edition."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from huiqi.infra import launch

_LAUNCHER: Final = str(Path(launch.__file__).resolve())


@dataclass(frozen=True)
class Identity:
    """Who a program runs as: the starter itself unless one of these is given."""

    namespace: bool = False
    account: str | None = None

    @property
    def options(self) -> list[str]:
        if self.namespace:
            return ["--namespace"]
        return ["--account", self.account] if self.account else []


SAME: Final = Identity()


async def spawn(
    command: Sequence[str],
    *,
    log: Path,
    on_orphan: signal.Signals,
    identity: Identity = SAME,
    environment: dict[str, str] | None = None,
) -> asyncio.subprocess.Process:
    """Start `command` with its output in `log`; it gets `on_orphan` when this thread ends.

    Call from the main thread: Linux sends that signal when the *thread* that started the program ends.
    The program has a session of its own, so that Ctrl-C reaches only the starter, which stops parts in order.
    """
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    launcher = [sys.executable, "-I", "-S", _LAUNCHER, "--parent", str(os.getpid())]
    with log.open("wb") as output:
        return await asyncio.create_subprocess_exec(
            *launcher,
            "--signal",
            str(int(on_orphan)),
            *identity.options,
            "--",
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", **(environment or {})},
        )


async def run(command: Sequence[str], *, log: Path, identity: Identity = SAME) -> int:
    """Run `command` to its end and return its exit code."""
    process = await spawn(command, log=log, on_orphan=signal.SIGKILL, identity=identity)
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await asyncio.shield(process.wait())


async def stop(process: asyncio.subprocess.Process, *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn and wait its seconds for the end; kill after the last."""
    for number, seconds in steps:
        if process.returncode is not None:
            return
        try:
            process.send_signal(number)
            await asyncio.wait_for(process.wait(), seconds)
        except ProcessLookupError:
            break
        except TimeoutError:
            continue
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def last_words(log: Path, lines: int = 3) -> str:
    """Return the end of a log for an error message, on one line."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return " / ".join(line.strip() for line in text.splitlines()[-lines:] if line.strip())
