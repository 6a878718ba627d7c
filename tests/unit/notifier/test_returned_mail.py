"""Mail that comes back: which delivery it is about, and whether the address is dead."""

from uuid import UUID

import pytest

from notifier.domain.dsn import read_returned
from notifier.domain.retry import NotNow, Refused
from notifier.domain.smtp import classified
from notifier.domain.unsubscribing import Unsubscribing

DELIVERY = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


def bounce(action: str, status: str, report: str = "delivery-status") -> bytes:
    middle = (
        "Content-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mail.example.com\n\n"
        f"Final-Recipient: rfc822; one@example.com\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 no such user\n\n"
    )
    if report == "feedback-report":
        middle = "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n\n"
    return (
        "From: MAILER-DAEMON@example.com\nSubject: returned\nMIME-Version: 1.0\n"
        f"Content-Type: multipart/report; report-type={report}; boundary=B\n\n"
        "--B\nContent-Type: text/plain\n\nSorry.\n"
        f"--B\n{middle}"
        "--B\nContent-Type: message/rfc822\n\n"
        f"From: huiqi@example.com\nMessage-ID: <{DELIVERY}@example.com>\nSubject: x\n\nbody\n--B--\n"
    ).encode()


@pytest.mark.parametrize(
    ("action", "status", "dead"),
    [
        ("failed", "5.1.1", True),
        ("failed", "5.2.2", False),
        ("failed", "5.7.1", False),
        ("delayed", "4.4.1", False),
    ],
)
def test_a_bounce_names_its_delivery(action: str, status: str, *, dead: bool) -> None:
    told = read_returned(bounce(action, status))

    assert told is not None
    assert (told.delivery_id, told.action, told.is_dead) == (DELIVERY, action, dead)


def test_a_complaint_is_one() -> None:
    told = read_returned(bounce("", "", "feedback-report"))

    assert told is not None
    assert (told.delivery_id, told.action) == (DELIVERY, "complained")


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"Subject: hello\n\nno report", bounce("", "5.1.1")[:200]])
def test_what_is_no_report_says_nothing(raw: bytes) -> None:
    assert read_returned(raw) is None


@pytest.mark.parametrize(
    ("code", "said", "dead"),
    [
        (550, "5.1.1 unknown user", True),
        (550, "no such user", True),
        (550, "5.7.1 policy", False),
        (552, "5.2.2 mailbox full", False),
        (554, "rejected", False),
    ],
)
def test_a_refused_recipient_is_dead_only_where_the_address_is(code: int, said: str, *, dead: bool) -> None:
    outcome = classified(code, said, recipient=True)

    assert isinstance(outcome, Refused)
    assert outcome.suppress is dead


@pytest.mark.parametrize("code", [421, 454, 535])
def test_what_is_the_servers_own_trouble_is_not_the_recipients(code: int) -> None:
    outcome = classified(code, "x", recipient=False)

    assert isinstance(outcome, NotNow)
    assert outcome.provider


def test_only_our_own_signature_unsubscribes() -> None:
    ours, theirs = Unsubscribing("ours", "https://a.example"), Unsubscribing("theirs", "https://a.example")
    token = ours.token(DELIVERY)

    assert ours.read(token) == DELIVERY
    assert theirs.read(token) is None
    assert [ours.read(bad) for bad in ("", "x", token[:-2], "é", "A" * 5000)] == [None] * 5
