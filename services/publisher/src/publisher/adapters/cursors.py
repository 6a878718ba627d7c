"""Opaque cursors of lists that are ordered by a moment and an id."""

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from publisher.domain.errors import Invalid


def encode(at: datetime, row_id: UUID) -> str:
    """A cursor that continues after this row."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {row_id}".encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, UUID]:
    """Raise Invalid for a cursor that no page gave out."""
    try:
        at, row_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")
        return datetime.fromisoformat(at).astimezone(UTC), UUID(row_id)
    except (ValueError, OverflowError, binascii.Error) as error:
        raise Invalid("翻页标记无效，请从第一页开始。", "/cursor") from error
