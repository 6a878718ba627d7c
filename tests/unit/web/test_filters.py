"""Dates, money and deadlines as people say them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.web import filters

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        ("500000", "50 万元"),
        ("125000", "12.5 万元"),
        ("123456.78", "123,456.78 元"),
        ("120000000", "1.2 亿元"),
        ("800", "800 元"),
        ("0", "0 元"),
        ("10000", "1 万元"),
        ("-500000", "-50 万元"),
    ],
)
def test_money_takes_the_largest_unit_that_loses_nothing(yuan: str, text: str) -> None:
    assert filters.money(Decimal(yuan)) == text


def test_a_moment_is_shown_in_shanghai() -> None:
    assert filters.zh_datetime(datetime(2026, 11, 22, 16, 5, tzinfo=UTC)) == "2026年11月23日 00:05"


def test_a_moment_as_a_date_is_the_day_in_shanghai() -> None:
    assert filters.zh_date(datetime(2026, 11, 22, 16, 5, tzinfo=UTC)) == "2026年11月23日"


def test_a_weekday_has_its_name() -> None:
    assert filters.zh_weekday(TODAY) == "星期一"


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert filters.label("newer", "theme") == "newer"


@pytest.mark.parametrize(
    ("last", "text", "state", "bar"),
    [
        (date(2026, 12, 8), "还剩 12 个工作日（12月8日截止）", "open", None),
        (date(2026, 12, 1), "还剩 7 个工作日（12月1日截止）", "soon", 7),
        (date(2026, 11, 23), "今天截止（11月23日截止）", "today", 1),
        (date(2026, 11, 20), "已截止（11月20日截止）", "over", None),
    ],
)
def test_a_deadline_counts_working_days(last: date, text: str, state: str, bar: int | None) -> None:
    found = filters.deadline(last, None, TODAY)
    assert (str(found), found.state, found.bar) == (text, state, bar)


def test_a_window_that_has_not_opened_says_when_it_does() -> None:
    found = filters.deadline(date(2026, 12, 31), date(2026, 12, 1), TODAY)
    assert str(found) == "6 个工作日后开始（12月1日开始，12月31日截止）"


def test_a_deadline_after_the_last_working_day_counts_days() -> None:
    saturday = date(2026, 11, 28)
    assert filters.deadline(date(2026, 11, 29), None, saturday).lead == "只剩休息日，还有 1 天"


def test_another_year_is_named() -> None:
    assert filters.deadline(date(2027, 1, 15), None, TODAY).day == "2027年1月15日"
