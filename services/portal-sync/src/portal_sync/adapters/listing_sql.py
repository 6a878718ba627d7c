"""Choosing and ordering entries in SQL. Days are compared as ISO text, see `tables`."""

from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    TableValuedAlias,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from portal_sync.adapters.tables import EntryRow
from portal_sync.domain.listing import Filter, Sort
from shared.criteria.codes import section_of

# To put such an expression together takes longer than to answer it, and it follows from the day alone.
_KEPT: Final = lru_cache(maxsize=64)


def chosen_by(channel: str, chosen: Filter, today: date) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter. Tombstones without content are never listed."""
    conditions = [EntryRow.channel == channel, EntryRow.published_on.is_not(None)]
    equal: tuple[tuple[Any, str | None], ...] = (
        (EntryRow.theme, chosen.theme),
        (EntryRow.department, chosen.department),
        (EntryRow.genre, chosen.genre),
        (EntryRow.benefit, chosen.benefit),
    )
    conditions += [column == value for column, value in equal if value is not None]
    if chosen.year is not None:
        conditions += _in_year(chosen.year)
    if chosen.in_force or chosen.open_now or chosen.closing_by:
        conditions += in_force(today)
    if chosen.open_now or chosen.closing_by is not None:
        conditions.append(_open(today, chosen.closing_by))
    return [*conditions, *_meant_for(chosen)]


def _in_year(year: str) -> list[ColumnElement[bool]]:
    """As a range, so that the index of the list answers it; what is no year chooses nothing."""
    if not (len(year) == 4 and year.isascii() and year.isdigit()):
        return [false()]
    return [EntryRow.published_on >= year, EntryRow.published_on < f"{int(year) + 1:04}"]


def _meant_for(chosen: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.industry is not None:
        conditions.append(or_(_asks_nothing(EntryRow.industries), _asks_industry(chosen.industry)))
    if chosen.size is not None:
        sizes = EntryRow.sizes
        conditions.append(or_(_asks_nothing(sizes), sizes.op("?")(chosen.size)))
    if chosen.qualification is not None:
        conditions.append(EntryRow.qualifications.op("?")(chosen.qualification))
    if chosen.at_least_yuan is not None:
        conditions.append(EntryRow.most_yuan >= chosen.at_least_yuan)
    return conditions


def _asks_nothing(column: Any) -> ColumnElement[bool]:  # noqa: ANN401 (a column)
    return or_(column.is_(None), column == type_coerce([], JSONB))


def _asks_industry(section: str) -> ColumnElement[bool]:
    code = func.jsonb_array_elements_text(EntryRow.industries).column_valued("code")
    divisions = [f"{division:02}" for division in range(1, 100) if section_of(division) == section]
    asked = or_(code == section, func.left(code, 2).in_(divisions))
    return select(literal(1)).where(asked).correlate(EntryRow).exists()


def in_force(today: date) -> list[ColumnElement[bool]]:
    """Return the conditions under which an entry is in force on a day."""
    lapses = EntryRow.expires_on
    return [EntryRow.withdrawn.is_(False), or_(lapses.is_(None), lapses >= today.isoformat())]


def behind(published_on: date, policy_id: UUID) -> ColumnElement[bool]:
    """Return what comes after an entry in the order of the newest."""
    day = published_on.isoformat()
    same_day = and_(EntryRow.published_on == day, EntryRow.policy_id > policy_id)
    # The first part says nothing new, but it is what an index can begin at.
    return and_(EntryRow.published_on <= day, or_(EntryRow.published_on < day, same_day))


def in_order(statement: Select[Any], sort: Sort, today: date) -> Select[Any]:
    """Order entries; by deadline: open ones, those to come, those without a window, those that are over."""
    newest = (EntryRow.published_on.desc(), EntryRow.policy_id)
    if sort is Sort.NEWEST:
        return statement.order_by(*newest)
    if sort is Sort.AMOUNT:
        return statement.order_by(EntryRow.most_yuan.desc().nulls_last(), *newest)
    return statement.order_by(*_by_deadline(today), *newest)


@_KEPT
def _by_deadline(today: date) -> tuple[ColumnElement[Any], ...]:
    day = today.isoformat()
    open_now = and_(EntryRow.opens_on <= day, EntryRow.closes_on >= day)
    single = func.coalesce(EntryRow.batches, 0) <= 1
    closes = case((and_(open_now, single), EntryRow.closes_on), (open_now, _first_end(today)))
    opens = case(
        (EntryRow.opens_on > day, EntryRow.opens_on),
        (and_(open_now, not_(single), _first_end(today).is_(None)), _next_start(today)),
    )
    ended = case((EntryRow.closes_on < day, EntryRow.closes_on))
    standing = EntryRow.closes_on.is_(None)
    return (
        closes.asc().nulls_last(),
        opens.asc().nulls_last(),
        standing.desc(),
        ended.desc().nulls_last(),
    )


def _open(today: date, closing_by: date | None) -> ColumnElement[bool]:
    """Tell whether filing is open: by the index alone for one window, by the windows themselves for more."""
    day = today.isoformat()
    single = func.coalesce(EntryRow.batches, 0) <= 1
    spans = [EntryRow.opens_on <= day, EntryRow.closes_on >= day]
    in_time = [EntryRow.closes_on <= closing_by.isoformat()] if closing_by is not None else []
    return and_(*spans, or_(and_(single, *in_time), and_(not_(single), _has_open_window(today, closing_by))))


def _first_end(today: date) -> ScalarSelect[str | None]:
    """The last day of the open window that closes first."""
    day, window, same = today.isoformat(), *_windows_of_same()
    first, last = _day(window, "first"), _day(window, "last")
    return (
        select(func.min(last))
        .select_from(same, window)
        .where(same.channel == EntryRow.channel, same.policy_id == EntryRow.policy_id)
        .where(first <= day, last >= day)
        .correlate(EntryRow)
        .scalar_subquery()
    )


def _next_start(today: date) -> ScalarSelect[str | None]:
    """The first day of the window that opens next."""
    day, window, same = today.isoformat(), *_windows_of_same()
    first = _day(window, "first")
    return (
        select(func.min(first))
        .select_from(same, window)
        .where(same.channel == EntryRow.channel, same.policy_id == EntryRow.policy_id, first > day)
        .correlate(EntryRow)
        .scalar_subquery()
    )


@_KEPT
def _has_open_window(today: date, closing_by: date | None = None) -> ColumnElement[bool]:
    day, window, same = today.isoformat(), *_windows_of_same()
    conditions = [_day(window, "first") <= day, _day(window, "last") >= day]
    if closing_by is not None:
        conditions.append(_day(window, "last") <= closing_by.isoformat())
    own = (same.channel == EntryRow.channel, same.policy_id == EntryRow.policy_id)
    found = select(1).select_from(same, window).where(*own, *conditions)
    return found.correlate(EntryRow).exists()


def _windows_of_same() -> tuple[TableValuedAlias, type[EntryRow]]:
    # Another look at the same row: naming the windows themselves would keep the list's index from answering.
    same = aliased(EntryRow)
    return each_window(same), same


def each_window(entry: type[EntryRow] = EntryRow) -> TableValuedAlias:
    """Return the windows of an entry as rows. Whatever somebody put there unseen, lists must open."""
    windows = case(
        (func.jsonb_typeof(entry.windows) == "array", entry.windows),
        else_=type_coerce(func.jsonb_build_array(), JSONB),
    )
    return func.jsonb_array_elements(windows).table_valued(
        "value", name="filing_window", joins_implicitly=True
    )


def days_of_window(window: TableValuedAlias) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Return the first and the last day of a window, as ISO text."""
    return _day(window, "first"), _day(window, "last")


def _day(window: TableValuedAlias, end: str) -> ColumnElement[str]:
    return func.jsonb_extract_path_text(window.c.value, end)
