"""Guessing passwords gets slow, and nobody is locked out by a stranger."""

from huiqi.issuer.throttle import WINDOW_SECONDS, Throttle


class _Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _failing(throttle: Throttle, times: int, username: str = "a", address: str = "1") -> None:
    for _ in range(times):
        throttle.failed(username, address)


def test_five_failures_from_one_place_must_wait() -> None:
    throttle = Throttle(_Watch())
    _failing(throttle, 4)
    assert throttle.wait("a", "1") == 0
    _failing(throttle, 1)
    assert 0 < throttle.wait("a", "1") <= WINDOW_SECONDS + 1


def test_the_owner_elsewhere_is_not_locked_out() -> None:
    throttle = Throttle(_Watch())
    _failing(throttle, 5, address="attacker")
    assert throttle.wait("a", "home") == 0


def test_one_address_that_tries_many_accounts_must_wait() -> None:
    throttle = Throttle(_Watch())
    for number in range(50):
        throttle.failed(f"user{number}", "1")
    assert throttle.wait("another", "1") > 0


def test_time_forgives() -> None:
    watch = _Watch()
    throttle = Throttle(watch)
    _failing(throttle, 5)
    watch.now += WINDOW_SECONDS
    assert throttle.wait("a", "1") == 0


def test_success_forgives() -> None:
    throttle = Throttle(_Watch())
    _failing(throttle, 4)
    throttle.succeeded("a", "1")
    _failing(throttle, 4)
    assert throttle.wait("a", "1") == 0
