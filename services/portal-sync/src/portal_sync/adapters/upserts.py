"""INSERT … ON CONFLICT statements, made once: making one costs more than PostgreSQL takes to carry it out."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import DeclarativeBase


def table_of(row: type[DeclarativeBase]) -> Table:
    """Return the table of a mapped class."""
    return cast("Table", row.__table__)


def upsert(row: type[DeclarativeBase], key: Sequence[str], *, newer_only: bool = False) -> Insert:
    """Return a statement that writes a row whole over one with the same key.

    With `newer_only` a row whose `revision` is not older stays as it is.
    """
    table = table_of(row)
    written = insert(table)
    names = [column.name for column in table.columns if column.computed is None and column.name not in key]
    return written.on_conflict_do_update(
        index_elements=list(key),
        set_={name: written.excluded[name] for name in names},
        where=table.c.revision < written.excluded.revision if newer_only else None,
    )
