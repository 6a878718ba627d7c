"""Deadlines in words."""

from datetime import date

import pytest

from notifier.domain.windows import current_window, deadline_words, is_over, phase
from shared.events import Window
from tests.unit.notifier.examples import WINDOW

NEXT = Window(first=date(2026, 9, 1), last=date(2026, 9, 30))


@pytest.mark.parametrize(
    ("today", "zh", "en"),
    [
        (date(2026, 2, 1), "3月2日开始，4月17日截止", "opens on 2 March, closes on 17 April"),
        (date(2026, 4, 8), "还剩 8 个工作日（4月17日截止）", "8 working days left (closes on 17 April)"),
        (date(2026, 4, 17), "今天截止（4月17日）", "closes today (17 April)"),
        (date(2026, 4, 18), "申报期已于4月17日结束", "closed on 17 April"),
        (
            date(2025, 12, 1),
            "2026年3月2日开始，2026年4月17日截止",
            "opens on 2 March 2026, closes on 17 April 2026",
        ),
    ],
)
def test_a_deadline_says_what_is_left(today: date, zh: str, en: str) -> None:
    assert deadline_words(WINDOW, today) == zh
    assert deadline_words(WINDOW, today, "en") == en


def test_only_days_off_left() -> None:
    window = Window(first=date(2026, 3, 2), last=date(2026, 4, 5))

    assert deadline_words(window, date(2026, 4, 4)) == "只剩休息日（4月5日截止）"


def test_no_window_is_open_all_year() -> None:
    assert deadline_words(None, date(2026, 4, 4)) == "常年受理"


@pytest.mark.parametrize(
    ("today", "window"),
    [(date(2026, 4, 17), WINDOW), (date(2026, 4, 18), NEXT), (date(2026, 10, 1), NEXT)],
)
def test_the_window_that_counts(today: date, window: Window) -> None:
    assert current_window([NEXT, WINDOW], today) == window


def test_over_means_all_of_them() -> None:
    assert is_over([WINDOW, NEXT], date(2026, 10, 1))
    assert not is_over([WINDOW, NEXT], date(2026, 9, 30))
    assert not is_over([], date(2026, 9, 30))


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 2, 1), "ahead"), (date(2026, 4, 17), "open"), (date(2026, 4, 18), "over")],
)
def test_where_in_its_time_a_window_is(today: date, expected: str) -> None:
    assert phase(WINDOW, today) == expected
    assert phase(None, today) == "open"
