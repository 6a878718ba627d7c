"""The session cookie: genuine, whole, and not too old."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import Response

from shared.clock import MovableClock
from shared.identity import Principal, Role
from shared.identity.sessions import Session, Sessions, SignIn

SESSION = Session("sid", Principal("o", "运维", frozenset({Role.OPERATOR})))


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture
def sessions(clock: MovableClock) -> Sessions:
    return Sessions("s" * 32, secure=False, clock=clock)


def test_a_session_comes_back_as_it_was(sessions: Sessions) -> None:
    assert sessions.open(sessions.seal(SESSION)) == SESSION


def test_services_with_one_secret_read_each_others_cookies(sessions: Sessions, clock: MovableClock) -> None:
    assert Sessions("s" * 32, secure=False, clock=clock).open(sessions.seal(SESSION)) == SESSION


def test_another_secret_opens_nothing(sessions: Sessions, clock: MovableClock) -> None:
    assert Sessions("t" * 32, secure=False, clock=clock).open(sessions.seal(SESSION)) is None


@pytest.mark.parametrize("value", [None, "", "x", "e30.x", "é", "." * 50])
def test_nonsense_is_nobody(sessions: Sessions, value: str | None) -> None:
    assert sessions.open(value) is None


def test_every_changed_character_is_noticed(sessions: Sessions) -> None:
    value = sessions.seal(SESSION)
    for at in range(0, len(value) - 1, 7):
        changed = value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :]
        assert sessions.open(changed) is None


def test_a_session_ends_with_the_working_day(sessions: Sessions, clock: MovableClock) -> None:
    value = sessions.seal(SESSION)
    clock.advance(timedelta(hours=8))
    assert sessions.open(value) is None


def test_a_cookie_of_another_purpose_is_not_a_session(sessions: Sessions) -> None:
    assert sessions.open(sessions.seal_sign_in(SignIn("s", "n", "v", "/"))) is None


def test_the_form_token_belongs_to_one_session(sessions: Sessions) -> None:
    other = Session("another", SESSION.principal)
    assert sessions.csrf_token(SESSION) != sessions.csrf_token(other)


def test_https_makes_the_cookie_secure_and_bound_to_the_host() -> None:
    response = Response()
    Sessions("s" * 32, secure=True).start(response, SESSION.principal)
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-huiqi_session=")
    for mark in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert mark in cookie


def test_each_sign_in_has_a_new_session_id(sessions: Sessions) -> None:
    cookies = []
    for _ in range(2):
        response = Response()
        sessions.start(response, SESSION.principal)
        cookies.append(response.headers["set-cookie"])
    assert cookies[0] != cookies[1]
