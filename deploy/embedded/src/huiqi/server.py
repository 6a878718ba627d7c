"""The HTTP server on the edition's one address."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from huiqi.errors import Refused

_GRACE_SECONDS: Final = 2


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one. Raises Refused where the port is taken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                f"port {port} on {host} is in use; choose another with --port, or --port 0 for a free one"
            ) from error
        raise Refused(f"cannot listen on {host}:{port}: {error.strerror}") from error
    listening.setblocking(False)
    return listening


def address_of(listening: socket.socket) -> str:
    """Return the URL at which this machine reaches the socket."""
    host, port = listening.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 (compared, not bound)
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server:
    """Serves an application on a listening socket until stopped."""

    def __init__(self, app: ASGIApp, listening: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            server_header=False,
        )
        self._uvicorn = _Quiet(config)
        self._socket = listening
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Answer from now on."""
        self._serving = asyncio.create_task(self._uvicorn.serve(sockets=[self._socket]), name="http server")
        while not self._uvicorn.started and not self._serving.done():  # noqa: ASYNC110 (a flag is all there is)
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Let running requests end, for a moment, and close."""
        if self._serving is not None:
            self._uvicorn.should_exit = True
            await self._serving
            self._serving = None


class _Quiet(uvicorn.Server):
    """uvicorn without its signal handlers: the edition stops its parts in order itself."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
