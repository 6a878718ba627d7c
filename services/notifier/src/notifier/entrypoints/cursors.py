"""Cursors of the inbox: where a page ended, opaque to callers."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

from notifier.domain.read import StoredMessage
from shared.web.problems import Problem

Position = tuple[datetime, UUID]


def cursor_after(stored: StoredMessage) -> str:
    """Return the cursor of the messages older than this one."""
    return cursor_at((stored.created_at, stored.id))


def cursor_at(position: Position) -> str:
    """Return the cursor of what comes after a place in a list, the newest first."""
    moment, identity = position
    return urlsafe_b64encode(f"{moment.astimezone(UTC).isoformat()}|{identity}".encode()).decode()


def position(cursor: str | None) -> Position | None:
    """Read a cursor. Raises a problem for one that nobody was given."""
    if not cursor:
        return None
    try:
        moment, _, message_id = urlsafe_b64decode(cursor.encode()).decode().partition("|")
        # At the ends of the calendar there is no UTC for a zone's time, and no place in the database.
        read = datetime.fromisoformat(moment)
        at = read.astimezone(UTC), UUID(message_id)
    except (ValueError, OverflowError) as error:
        raise Problem(422, "翻页位置无效，请从第一页开始。") from error
    if read.tzinfo is None:
        raise Problem(422, "翻页位置无效，请从第一页开始。")
    return at
