"""How fast endpoints and providers are served, and when they are left alone."""

from notifier.domain.pacing import Gate, Limits

LIMITS = Limits(at_once=2, per_second=10, burst=3, failures_to_open=3, shortest_pause=30, longest_pause=100)
HOOK, MAIL = "webhook", "email"


def gate() -> Gate:
    return Gate({HOOK: LIMITS, MAIL: LIMITS}, {MAIL: Limits(at_once=3)})


def fail(gate: Gate, endpoint: str, now: float, times: int = 3) -> None:
    for _ in range(times):
        assert gate.admit(endpoint, HOOK, now) is None
        gate.leave(endpoint, HOOK, now, failed=True, provider_failed=None)


def test_no_more_at_once_than_its_limit() -> None:
    lanes = gate()

    assert [lanes.admit("a", HOOK, 100.0) is None for _ in range(3)] == [True, True, False]


def test_a_busy_endpoint_holds_up_no_other() -> None:
    lanes = gate()
    for _ in range(5):
        lanes.admit("a", HOOK, 100.0)

    assert lanes.admit("b", HOOK, 100.0) is None


def test_each_that_is_put_off_gets_a_time_of_its_own() -> None:
    lanes = gate()
    later = [until for until in (lanes.admit("a", HOOK, 100.0) for _ in range(10)) if until is not None]

    assert len(set(later)) == len(later) == 8
    assert min(later) > 100.0


def test_a_place_that_is_free_again_is_given_again() -> None:
    lanes = gate()
    for _ in range(2):
        lanes.admit("a", HOOK, 100.0)
    lanes.leave("a", HOOK, 100.0, failed=False, provider_failed=None)

    assert lanes.admit("a", HOOK, 100.0) is None


def test_beyond_its_burst_it_goes_at_its_rate() -> None:
    lanes = gate()
    passed = 0
    for step in range(100):
        if lanes.admit("a", HOOK, 100.0 + step / 100) is None:
            lanes.leave("a", HOOK, 100.0 + step / 100, failed=False, provider_failed=None)
            passed += 1

    assert 12 <= passed <= 14  # three at first, then ten a second


def test_after_failures_in_a_row_it_is_left_alone() -> None:
    lanes = gate()
    fail(lanes, "a", 100.0)
    until = lanes.admit("a", HOOK, 101.0)

    assert until is not None
    assert until >= 130.0
    assert lanes.open_lanes(101.0) == 1


def test_then_one_attempt_probes() -> None:
    lanes = gate()
    fail(lanes, "a", 100.0)

    assert lanes.admit("a", HOOK, 131.0) is None
    assert lanes.admit("a", HOOK, 131.0) is not None


def test_a_probe_that_fails_doubles_the_pause() -> None:
    lanes = gate()
    fail(lanes, "a", 100.0)
    fail(lanes, "a", 131.0, times=1)
    until = lanes.admit("a", HOOK, 132.0)

    assert until is not None
    assert until >= 191.0


def test_a_success_closes_it() -> None:
    lanes = gate()
    fail(lanes, "a", 100.0)
    lanes.admit("a", HOOK, 131.0)
    lanes.leave("a", HOOK, 131.0, failed=False, provider_failed=None)

    assert [lanes.admit("a", HOOK, 131.5) is None for _ in range(2)] == [True, True]


def test_what_says_nothing_counts_as_nothing() -> None:
    lanes = gate()
    for _ in range(10):
        assert lanes.admit("a", HOOK, 100.0 + _) is None
        lanes.leave("a", HOOK, 100.0 + _, failed=None, provider_failed=None)


def test_an_endpoint_that_asks_for_time_gets_it() -> None:
    lanes = gate()
    lanes.admit("a", HOOK, 100.0)
    lanes.leave("a", HOOK, 100.0, failed=True, provider_failed=None, pause=50)
    until = lanes.admit("a", HOOK, 101.0)

    assert until is not None
    assert until >= 150.0


def test_a_provider_that_is_down_stops_all_who_need_it_and_nobody_else() -> None:
    lanes = gate()
    for number in range(5):
        lanes.admit(number, MAIL, 100.0)
        lanes.leave(number, MAIL, 100.0, failed=None, provider_failed=True)

    assert lanes.admit("new", MAIL, 101.0) is not None
    assert lanes.admit("new", HOOK, 101.0) is None


def test_a_lane_that_is_full_and_gets_on_is_asked_again_soon() -> None:
    lanes, waits = gate(), []
    for step in range(200):
        now = 100.0 + step
        until = lanes.admit("a", HOOK, now)
        if until is not None:
            waits.append(until - now)
            lanes.leave("a", HOOK, now, failed=False, provider_failed=None)

    assert max(waits) < 5


def test_a_lane_that_hangs_is_asked_later_and_later() -> None:
    lanes = gate()
    for _ in range(2):
        lanes.admit("a", HOOK, 100.0)
    waits = [(lanes.admit("a", HOOK, now) or now) - now for now in (100.0, 110.0, 130.0, 1000.0)]

    assert waits == sorted(waits)
    assert waits[-1] == LIMITS.longest_wait
