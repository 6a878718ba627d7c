"""A process that makes search documents, so that a service that starts goes on answering meanwhile."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Self

import msgspec

from portal_sync.adapters.search_making import LENGTH_BYTES, Stored, framed
from portal_sync.adapters.search_schema import Indexed

_PROGRAM: Final = "portal_sync.adapters.search_making"
_ANSWERS: Final = msgspec.msgpack.Decoder(list[Indexed])
# An answer is taken off its hands while the next question is still being asked.
_MOST_BYTES: Final = 2**28


class MakerEndedError(Exception):
    """The process could not be started, or ended."""


class Maker:
    """Starts the process when there is something to make; leaving the context ends it."""

    def __init__(self) -> None:
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        """Start nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the process."""
        await self.end()

    @property
    def is_running(self) -> bool:
        return self._process is not None

    async def ask(self, rows: Sequence[Stored]) -> None:
        """Have these policies made, after those that were asked for before; raises MakerEndedError."""
        try:
            process = self._process or await self._start()
            assert process.stdin is not None
            process.stdin.write(framed(rows))
            await process.stdin.drain()
        except OSError as error:
            raise MakerEndedError(str(error)) from error

    async def made(self) -> list[Indexed]:
        """Return what can be found of the policies of the oldest question; raises MakerEndedError."""
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            length = int.from_bytes(await self._process.stdout.readexactly(LENGTH_BYTES), "big")
            return _ANSWERS.decode(await self._process.stdout.readexactly(length))
        except (OSError, EOFError) as error:
            raise MakerEndedError(str(error)) from error

    async def _start(self) -> Process:
        # In a session of its own it is not interrupted at the terminal: it ends with its input.
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _PROGRAM, stdin=PIPE, stdout=PIPE, limit=_MOST_BYTES, start_new_session=True
        )
        return self._process

    async def end(self) -> None:
        """End the process; it holds nothing that is not made again."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
