"""Writes source records: one statement for any number of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import text

from portal_sync.adapters.mapping import withdrawal_text
from portal_sync.domain.relation import named_by
from portal_sync.domain.source import SourceRecord, withdrawal_hash

# Arrays of arrays must be even in PostgreSQL: lists travel as text. No name has this character in it.
_BETWEEN: Final = "\x1f"
_LIST: Final = "string_to_array({}, chr(31))"

# Each column with its type as it travels, and what makes it of that where that is not the same.
_COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "policy_id": ("uuid", "{}"),
    "revision": ("bigint", "{}"),
    "content_revision": ("bigint", "{}"),
    "published_at": ("timestamptz", "{}"),
    "published_channels": ("text", _LIST),
    "channels": ("text", _LIST),
    "content": ("text", "{}::jsonb"),
    "content_hash": ("text", "{}"),
    "withdrawal_revision": ("bigint", "{}"),
    "withdrawal": ("text", "{}::jsonb"),
    "withdrawal_hash": ("text", "{}"),
    "document_number": ("text", "{}"),
    "refers": ("text", _LIST),
}


def _upsert() -> str:
    given = ", ".join(f"CAST(:{name} AS {kind}[])" for name, (kind, _) in _COLUMNS.items())
    made = ", ".join(made.format(f"r.{name}") for name, (_, made) in _COLUMNS.items())
    written = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "policy_id")
    names = ", ".join(_COLUMNS)
    return (
        f"INSERT INTO source ({names}) SELECT {made} FROM unnest({given}) AS r ({names}) "  # noqa: S608 (own names)
        f"ON CONFLICT (policy_id) DO UPDATE SET {written}"
    )


UPSERT: Final = text(_upsert())


def columns_of(records: Sequence[SourceRecord]) -> dict[str, list[Any]]:
    """Return what the statement is given: the values of each column, in the order of the records."""
    return {name: [value(record) for record in records] for name, value in _VALUES.items()}


def _of_publication(value: Callable[[Any], Any]) -> Callable[[SourceRecord], Any]:
    return lambda record: None if record.publication is None else value(record.publication)


_VALUES: Final[Mapping[str, Callable[[SourceRecord], Any]]] = {
    "policy_id": lambda record: record.policy_id,
    "revision": lambda record: record.revision,
    "content_revision": _of_publication(lambda publication: publication.revision),
    "published_at": _of_publication(lambda publication: publication.published_at),
    "published_channels": _of_publication(lambda publication: _BETWEEN.join(publication.channels)),
    "channels": lambda record: _BETWEEN.join(record.newest_channels),
    "content": _of_publication(lambda publication: publication.said.text),
    "content_hash": _of_publication(lambda publication: publication.content_hash),
    "withdrawal_revision": lambda record: record.withdrawal.revision if record.withdrawal else None,
    "withdrawal": lambda record: withdrawal_text(record.withdrawal),
    "withdrawal_hash": lambda record: withdrawal_hash(record.standing_withdrawal),
    "document_number": lambda record: record.document_number,
    "refers": lambda record: _BETWEEN.join(named_by(record)),
}
