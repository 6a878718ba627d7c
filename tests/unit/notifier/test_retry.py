"""How long to wait between attempts."""

from datetime import timedelta

import pytest

from notifier.domain.retry import DELAYS, next_delay


def test_delays_grow_and_end() -> None:
    waited = [next_delay(attempt, 0) for attempt in range(1, 9)]

    assert waited == [*DELAYS, None]


def test_jitter_stretches_by_up_to_a_fifth() -> None:
    assert next_delay(1, 0.5) == timedelta(seconds=5.5)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        (timedelta(seconds=1), timedelta(seconds=5)),
        (timedelta(minutes=1), timedelta(minutes=1)),
        (timedelta(days=30), timedelta(hours=10)),
    ],
)
def test_an_endpoint_may_ask_for_longer_within_bounds(asked: timedelta, waited: timedelta) -> None:
    assert next_delay(1, 0, asked) == waited
