"""Periods of years and months, against the definition day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.ages import has_age, latest_birth

PERIODS = st.sampled_from(["P0Y", "P0M", "P1M", "P3M", "P11M", "P1Y", "P1Y1M", "P18M", "P4Y", "P100Y"])
DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("born", "period", "as_of", "old"),
    [
        ("2026-01-31", "P1M", "2026-02-28", True),
        ("2026-01-31", "P1M", "2026-02-27", False),
        ("2024-02-29", "P1Y", "2025-02-28", True),
        ("2024-02-29", "P4Y", "2028-02-28", False),
        ("2025-03-01", "P1Y", "2026-02-28", False),
        ("2025-03-01", "P1Y", "2026-03-01", True),
        ("2025-03-01", "P9999Y", "2026-03-01", False),
    ],
)
def test_sums(born: str, period: str, as_of: str, old: bool) -> None:
    assert has_age(date.fromisoformat(born), period, date.fromisoformat(as_of)) is old


@settings(deadline=None)
@given(DAYS, PERIODS)
def test_latest_birth_is_the_last_that_has_the_age(as_of: date, period: str) -> None:
    latest = latest_birth(period, as_of)
    assert latest is not None
    assert has_age(latest, period, as_of)
    assert not has_age(latest + timedelta(days=1), period, as_of)


def test_nobody_is_so_old() -> None:
    assert latest_birth("P9999Y", date(2026, 1, 1)) is None
