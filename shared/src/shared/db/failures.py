"""Which database errors mean "not now" rather than "never"."""

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_CONNECTION_STATES = ("08", "57P", "53", "55006")


def is_outage(error: BaseException) -> bool:
    """Tell whether the database was out of reach: a restart, a lost connection, too many connections."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated or isinstance(error, InterfaceError):
            return True
        state = getattr(error.orig, "sqlstate", None) or ""
        return state.startswith(_CONNECTION_STATES) or (isinstance(error, OperationalError) and not state)
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "").startswith(_CONNECTION_STATES)
    return isinstance(error, OSError | TimeoutError | PoolTimeout | asyncpg.InterfaceError)


def is_conflict(error: BaseException) -> bool:
    """Tell whether two transactions got in each other's way: a deadlock or a serialisation failure."""
    return _state(error) in {"40P01", "40001", "55P03"}


def is_unfit(error: BaseException) -> bool:
    """Tell whether a value did not fit the database: too large a number, half a character (SQLSTATE 22)."""
    return _state(error).startswith("22")


def _state(error: BaseException) -> str:
    """The SQLSTATE, also of what the driver itself raised; nothing where the database did not."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    state: str | None = getattr(origin, "sqlstate", None)
    return state or ""
