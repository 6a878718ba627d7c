"""Arrays as parameters, for statements that write many rows at once: INSERT … SELECT unnest."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json
from sqlalchemy import BigInteger, Text, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

TEXTS = ARRAY(Text)
NUMBERS = ARRAY(BigInteger)
IDS = ARRAY(UUID(as_uuid=True))


def statement(sql: str, **arrays: ARRAY[Any]) -> TextClause:
    """Return a statement whose named parameters are arrays of the given types."""
    return text(sql).bindparams(*(bindparam(name, type_=kind) for name, kind in arrays.items()))


def dumped(value: Mapping[str, Any] | None) -> str | None:
    """A JSON object as text: asyncpg takes arrays of jsonb as text and the statement casts them."""
    return None if value is None else to_json(value).decode()
