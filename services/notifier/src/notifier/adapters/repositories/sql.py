"""Helpers for statements over many rows."""

from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, String, Table, Uuid, any_, literal
from sqlalchemy.orm import DeclarativeBase


def one_of(column: Any, values: Collection[str]) -> ColumnElement[bool]:  # noqa: ANN401 (a mapped column)
    """Return the condition that a text column is one of `values`: one parameter, however many there are."""
    condition: ColumnElement[bool] = column == any_(literal(list(values), ARRAY(String)))
    return condition


def one_of_ids(column: Any, values: Collection[UUID]) -> ColumnElement[bool]:  # noqa: ANN401 (a mapped column)
    """Return the condition that an id column is one of `values`."""
    condition: ColumnElement[bool] = column == any_(literal(list(values), ARRAY(Uuid)))
    return condition


def table_of(row: type[DeclarativeBase]) -> Table:
    """Return the table behind a mapped class, for bulk statements that need no object."""
    return cast("Table", row.__table__)
