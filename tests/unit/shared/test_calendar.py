"""Working days follow the national arrangement, make-up days included."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.calendar import add_working_days, is_working_day, working_days_between
from shared.clock import MovableClock

days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def test_spring_festival_is_off_and_its_make_up_day_is_not() -> None:
    assert not is_working_day(date(2025, 1, 28))
    assert is_working_day(date(2025, 1, 26)), "a Sunday that makes up for the holiday"


def test_a_year_without_an_arrangement_has_its_weekends_off() -> None:
    assert is_working_day(date(2090, 1, 2))
    assert not is_working_day(date(2090, 1, 1)), "a Sunday"


def test_a_window_counts_both_ends() -> None:
    assert working_days_between(date(2026, 4, 13), date(2026, 4, 17)) == 5
    assert working_days_between(date(2026, 4, 17), date(2026, 4, 13)) == 0


@given(days, st.integers(-40, 40).filter(bool))
def test_added_days_are_working_days_and_as_many_as_asked(day: date, count: int) -> None:
    end = add_working_days(day, count)
    assert is_working_day(end)
    one = timedelta(days=1)
    between = (day + one, end) if count > 0 else (end, day - one)
    assert working_days_between(*between) == abs(count)


def test_the_day_is_shanghais() -> None:
    clock = MovableClock(datetime(2026, 3, 1, 15, 59, tzinfo=UTC))
    assert clock.today() == date(2026, 3, 1)
    clock.advance(timedelta(minutes=1))
    assert clock.today() == date(2026, 3, 2)
