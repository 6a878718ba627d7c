"""Months in addresses, and what opens and closes in one."""

from datetime import date
from uuid import uuid4

import pytest

from portal_sync.domain.filing_calendar import FilingWindow, days_of
from portal_sync.domain.month import Month


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "1999-01", "2026-1", "２０２６-01", "2026-01 "]
)
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.read(text) is None


def test_its_days_and_its_neighbours() -> None:
    month = Month.read("2028-02")
    assert month is not None
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert (str(month.previous), str(month.following)) == ("2028-01", "2028-03")
    assert str(Month(2026, 12).following) == "2027-01"


def test_days_have_what_opens_and_what_closes_within_the_month() -> None:
    def window(title: str, first: date, last: date) -> FilingWindow:
        return FilingWindow(uuid4(), title, "", "", first, last)

    days = days_of(
        Month(2026, 3),
        [
            window("甲", date(2026, 3, 2), date(2026, 4, 30)),
            window("乙", date(2026, 2, 2), date(2026, 3, 31)),
            window("丙", date(2026, 3, 2), date(2026, 3, 2)),
        ],
    )
    said = [(day.day.day, [w.title for w in day.opening], [w.title for w in day.closing]) for day in days]
    assert said == [(2, ["丙", "甲"], ["丙"]), (31, [], ["乙"])]
