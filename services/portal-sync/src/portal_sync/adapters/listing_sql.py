"""Choosing and ordering entries in SQL. Days are compared as ISO text, see `tables`."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    TableValuedAlias,
    and_,
    case,
    func,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from portal_sync.adapters.tables import EntryRow
from portal_sync.domain.listing import Filter, Sort


def chosen_by(channel: str, chosen: Filter, today: date) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter. Tombstones without content are never listed."""
    conditions = [EntryRow.channel == channel, EntryRow.published_on.is_not(None)]
    equal: tuple[tuple[Any, str | None], ...] = (
        (EntryRow.theme, chosen.theme),
        (EntryRow.department, chosen.department),
        (EntryRow.genre, chosen.genre),
        (EntryRow.benefit, chosen.benefit),
        (func.left(EntryRow.published_on, 4), chosen.year),
    )
    conditions += [column == value for column, value in equal if value is not None]
    if chosen.in_force or chosen.open_now or chosen.closing_by:
        conditions += in_force(today)
    if chosen.open_now:
        conditions.append(_has_open_window(today))
    if chosen.closing_by is not None:
        conditions.append(_has_open_window(today, chosen.closing_by))
    return conditions


def in_force(today: date) -> list[ColumnElement[bool]]:
    """Return the conditions under which an entry is in force on a day."""
    lapses = EntryRow.expires_on
    return [EntryRow.withdrawn.is_(False), or_(lapses.is_(None), lapses >= today.isoformat())]


def behind(published_on: date, policy_id: UUID) -> ColumnElement[bool]:
    """Return what comes after an entry in the order of the newest."""
    day = published_on.isoformat()
    same_day = and_(EntryRow.published_on == day, EntryRow.policy_id > policy_id)
    return or_(EntryRow.published_on < day, same_day)


def in_order(statement: Select[Any], sort: Sort, today: date) -> Select[Any]:
    """Order entries; by deadline: open ones, those to come, those without a window, those that are over."""
    newest = (EntryRow.published_on.desc(), EntryRow.policy_id)
    if sort is Sort.NEWEST:
        return statement.order_by(*newest)
    day, window = today.isoformat(), _each_window()
    first, last = _day(window, "first"), _day(window, "last")
    days = (
        select(
            func.min(last).filter(first <= day, last >= day).label("closes"),
            func.min(first).filter(first > day).label("opens"),
            func.max(last).label("ended"),
        )
        .select_from(window)
        .lateral("days")
    )
    return statement.join(days, true()).order_by(
        days.c.closes.asc().nulls_last(),
        days.c.opens.asc().nulls_last(),
        days.c.ended.desc().nulls_first(),
        *newest,
    )


def _has_open_window(today: date, closing_by: date | None = None) -> ColumnElement[bool]:
    day, window = today.isoformat(), _each_window()
    conditions = [_day(window, "first") <= day, _day(window, "last") >= day]
    if closing_by is not None:
        conditions.append(_day(window, "last") <= closing_by.isoformat())
    return select(1).select_from(window).where(*conditions).exists()


def _each_window() -> TableValuedAlias:
    # Somebody may have put anything into the content behind our back: the list must still open.
    windows = case(
        (func.jsonb_typeof(EntryRow.windows) == "array", EntryRow.windows),
        else_=type_coerce(func.jsonb_build_array(), JSONB),
    )
    return func.jsonb_array_elements(windows).table_valued(
        "value", name="filing_window", joins_implicitly=True
    )


def _day(window: TableValuedAlias, end: str) -> ColumnElement[str]:
    return func.jsonb_extract_path_text(window.c.value, end)
