"""Messages into rows: by COPY where there are many, by one statement with arrays otherwise."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import ARRAY, Boolean, DateTime, Integer, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.bulk import MANY, NULL, are_new
from notifier.domain.message import Message
from shared.db import copy_lines, escaped

_COLUMNS: Final[dict[str, Any]] = {
    "id": Uuid,
    "credit_code": Text,
    "policy_id": Uuid,
    "policy_revision": Integer,
    "kind": Text,
    "occasion": Text,
    "days_before": Integer,
    "details": Text,
    "pushed": Boolean,
    "traceparent": Text,
    "created_at": DateTime(timezone=True),
}
_ADD: Final = text(
    f"INSERT INTO message ({', '.join(_COLUMNS)}) "  # noqa: S608 (fixed parts only)
    f"SELECT {', '.join('details::jsonb' if name == 'details' else name for name in _COLUMNS)} "
    f"FROM unnest({', '.join(f':{name}' for name in _COLUMNS)}) AS new ({', '.join(_COLUMNS)}) "
    "ON CONFLICT DO NOTHING RETURNING id"
).bindparams(*(bindparam(name, type_=ARRAY(column)) for name, column in _COLUMNS.items()))
# What all have in common whom one policy reaches.
_SHARED: Final = attrgetter(
    "policy_id", "policy_revision", "kind", "occasion", "offset", "pushed", "traceparent"
)


async def add_messages(
    session: AsyncSession, messages: Sequence[Message], now: datetime, traceparent: str | None
) -> set[UUID] | None:
    """Add those that are not there yet; return their ids, or None where that is all of them."""
    if len(messages) >= MANY:
        lines = _lines(messages, now, traceparent)
        if await are_new(session, copy_lines(session, "message", tuple(_COLUMNS), lines)):
            return None
    columns = zip(*_rows(messages, now, traceparent), strict=True)
    given = {name: list(column) for name, column in zip(_COLUMNS, columns, strict=True)}
    return set(await session.scalars(_ADD, given))


def _details(message: Message) -> str:
    return message.written or to_json(message.details).decode()


def _lines(messages: Sequence[Message], now: datetime, traceparent: str | None) -> Iterator[str]:
    """One after another, so that the database takes in what is there while the next is being made."""
    for (policy_id, revision, *rest), alike in groupby(messages, _SHARED):
        kind, occasion, offset, pushed, own_trace = rest
        middle = f"{policy_id}\t{revision}\t{kind}\t{escaped(occasion)}\t{offset}"
        end = f"{pushed}\t{escaped(own_trace or traceparent or '') or NULL}\t{now.isoformat()}"
        for it in alike:
            # JSON has no control characters as they are: of what is escaped it may have backslashes.
            details = _details(it).replace("\\", "\\\\")
            yield f"{it.id.hex}\t{escaped(it.credit_code)}\t{middle}\t{details}\t{end}"


def _rows(messages: Sequence[Message], now: datetime, traceparent: str | None) -> Iterator[tuple[Any, ...]]:
    for message in messages:
        yield (
            message.id,
            message.credit_code,
            message.policy_id,
            message.policy_revision,
            message.kind,
            message.occasion,
            message.offset,
            _details(message),
            message.pushed,
            message.traceparent or traceparent,
            now,
        )
