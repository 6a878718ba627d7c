"""Loopback TCP ports for the embedded parts."""

import socket
from typing import Final

from huiqi.infra.errors import PortTakenError

LOOPBACK: Final = "127.0.0.1"


def is_free(port: int) -> bool:
    """Tell whether a server could listen on `port` of the loopback address now."""
    with socket.socket() as probe:
        # As servers do, so that connections still winding down do not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def choose_port(what: str, asked: int | None, last: int | None = None) -> int:
    """Return the port asked for, else the one used last time if it is free, else a free one.

    Raises PortTakenError when a port was asked for by number and is in use.
    """
    if asked is not None:
        if not is_free(asked):
            raise PortTakenError(what, asked)
        return asked
    if last is not None and is_free(last):
        return last
    return free_port()
