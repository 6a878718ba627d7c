"""Makes search documents of stored policies; as a program, of what it reads for what it writes.

`python -m portal_sync.adapters.search_making` is started by a service that has very many policies to read
(`search_maker.py`). A frame is four bytes, the length of what follows; it ends when there is no other.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO, Final
from uuid import UUID

import msgspec
from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.mapping import to_record
from portal_sync.adapters.search_schema import Indexed, indexed
from portal_sync.adapters.tables import SourceRow
from portal_sync.domain.search_document import search_document

LENGTH_BYTES: Final = 4
_STORED: Final = select(
    SourceRow.policy_id,
    SourceRow.content_revision,
    SourceRow.published_at,
    SourceRow.published_channels,
    cast(SourceRow.content, Text),
    SourceRow.content_hash,
    SourceRow.withdrawal,
)
_LESS_URGENT: Final = 5


class Stored(msgspec.Struct, frozen=True, array_like=True):
    """As much of a source record as is read for the search."""

    policy_id: UUID
    content_revision: int | None
    published_at: datetime | None
    published_channels: list[str] | None
    content: str | None
    content_hash: str | None
    withdrawal: dict[str, Any] | None


async def stored(session: AsyncSession, policy_ids: Sequence[UUID]) -> list[Stored]:
    """Read these policies, those that there are."""
    rows = await session.execute(_STORED.where(SourceRow.policy_id.in_(policy_ids)))
    return [Stored(*row) for row in rows]


def make(rows: Iterable[Stored]) -> list[Indexed]:
    """Return what can be found of these policies."""
    documents = (search_document(to_record(row)) for row in rows)
    return [indexed(document) for document in documents if document is not None]


def framed(values: Sequence[Stored | Indexed]) -> bytes:
    """Return the frame of a list."""
    told = msgspec.msgpack.encode(values)
    return len(told).to_bytes(LENGTH_BYTES, "big") + told


def main(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer frames until there are no more; whoever answers requests goes first."""
    if hasattr(os, "nice"):
        os.nice(_LESS_URGENT)
    reader = msgspec.msgpack.Decoder(list[Stored])
    while length := asked.read(LENGTH_BYTES):
        rows = reader.decode(asked.read(int.from_bytes(length, "big")))
        answers.write(framed(make(rows)))
        answers.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
