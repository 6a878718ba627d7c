"""Helpers for statements over many rows."""

from collections.abc import Collection
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, String, Table, Uuid, any_, func, literal, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

# A control character that no text from outside has: those are refused or replaced where they come in.
SEPARATOR: Final = "\x1f"

_FEW: Final = 250
_PLAN_FOR_VALUES: Final = text("SET LOCAL plan_cache_mode = force_custom_plan")


def one_of(column: Any, values: Collection[str]) -> ColumnElement[bool]:  # noqa: ANN401 (a mapped column)
    """Return the condition that a text column is one of `values`: one parameter, however many there are."""
    listed = func.string_to_array(literal(joined(values), String), literal(SEPARATOR, String))
    condition: ColumnElement[bool] = column == any_(listed)
    return condition


def joined(values: Collection[str]) -> str:
    """Return texts as one: the driver looks at each element of an array for long, at one text not at all."""
    return SEPARATOR.join(values)


def one_of_ids(column: Any, values: Collection[UUID]) -> ColumnElement[bool]:  # noqa: ANN401 (a mapped column)
    """Return the condition that an id column is one of `values`."""
    condition: ColumnElement[bool] = column == any_(literal(list(values), ARRAY(Uuid)))
    return condition


async def plan_for(session: AsyncSession, count: int) -> None:
    """Have what this transaction executes from here on planned for its values, where an array has so many.

    A row that is filtered by an array that is known is looked up in a hash table. By one that is not yet
    known it is compared with each value, and where a policy is newer than the statistics that takes minutes.
    """
    if count > _FEW:
        await session.execute(_PLAN_FOR_VALUES)


def table_of(row: type[DeclarativeBase]) -> Table:
    """Return the table behind a mapped class, for bulk statements that need no object."""
    return cast("Table", row.__table__)
