"""A small HTTP/1.1 client over kept connections: a fuller one would take more time than the server."""

import asyncio
from typing import Final

_LENGTH: Final = b"content-length: "


class Connections:
    """Connections to one address, opened as they are needed and used again."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str) -> int:
        """Read a page whole, compressed, and return its length; raises on any status but 200."""
        while self._idle:
            kept = self._idle.pop()
            try:
                return await self._ask(path, *kept)
            except (asyncio.IncompleteReadError, ConnectionError):
                # The server closes what was idle for seconds, as it would a browser's.
                kept[1].close()
        return await self._ask(path, *await asyncio.open_connection(self._host, self._port))

    async def _ask(self, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        headers = f"Host: {self._host}\r\nAccept: text/html\r\nAccept-Encoding: gzip"
        writer.write(f"GET {path} HTTP/1.1\r\n{headers}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(_LENGTH, 1)[1].split(b"\r\n", 1)[0])
        await reader.readexactly(length)
        self._idle.append((reader, writer))
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(f"{path}: {head[:40]!r}")
        return length

    async def close(self) -> None:
        """Close what is open."""
        for _, writer in self._idle:
            writer.close()
            await writer.wait_closed()
