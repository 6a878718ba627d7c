"""E-mail, against a real SMTP server."""

from collections.abc import AsyncIterator

import pytest

from notifier.adapters.providers.email import EmailProvider, SmtpServer, Stationery
from notifier.domain.retry import NotNow, Refused, Sent
from notifier.domain.unsubscribing import Unsubscribing
from shared.clock import SystemClock
from shared.events import EndpointKind
from shared.telemetry import tracer
from tests.integration.notifier.parcels import DELIVERY, LETTER, parcel
from tests.integration.notifier.sinks import MailSink, mail_sink

PARCEL = parcel(EndpointKind.EMAIL, "one@example.com")


@pytest.fixture
async def sink() -> AsyncIterator[MailSink]:
    async with mail_sink() as sink:
        yield sink


def provider(port: int) -> EmailProvider:
    site = "https://huiqi.example.com"
    stationery = Stationery("noreply@huiqi.example.com", site, Unsubscribing("a key for tests", site).address)
    return EmailProvider(SmtpServer("127.0.0.1", port), stationery, clock=SystemClock())


async def test_text_and_html_say_the_same(sink: MailSink) -> None:
    assert await provider(sink.port).send(PARCEL, LETTER) == Sent(unconfirmed=True)

    (mail,) = sink.mails
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (mail["Subject"], mail["To"]) == (LETTER.subject, "one@example.com")
    for words in ("贵单位符合条件。", "注册地在普陀区", "https://example.com/", "/my/preferences"):
        assert words in text.get_content()
        assert words in html.get_content()


async def test_one_click_unsubscribes(sink: MailSink) -> None:
    await provider(sink.port).send(PARCEL, LETTER)

    (mail,) = sink.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<https://huiqi.example.com/my/preferences/unsubscribe/")


async def test_the_message_id_is_the_same_in_every_attempt(sink: MailSink) -> None:
    await provider(sink.port).send(PARCEL, LETTER)
    await provider(sink.port).send(PARCEL, LETTER)

    assert {mail["Message-ID"] for mail in sink.mails} == {f"<{DELIVERY}@huiqi.example.com>"}


async def test_the_trace_goes_with_the_mail(sink: MailSink) -> None:
    with tracer("notifier").start_as_current_span("deliver") as span:
        await provider(sink.port).send(PARCEL, LETTER)

    assert format(span.get_span_context().trace_id, "032x") in sink.mails[0]["Traceparent"]


@pytest.mark.parametrize(
    ("answer", "outcome", "dead"),
    [
        ("550 5.1.1 no such mailbox", Refused, True),
        ("550 5.7.1 not from here", Refused, False),
        ("451 later", NotNow, False),
    ],
)
async def test_for_good_and_not_now_are_told_apart(
    sink: MailSink, answer: str, outcome: type, *, dead: bool
) -> None:
    sink.recipient_answers = [answer]
    became = await provider(sink.port).send(PARCEL, LETTER)

    assert isinstance(became, outcome)
    assert getattr(became, "suppress", False) is dead


async def test_a_server_that_is_down_may_come_back() -> None:
    async with mail_sink() as sink:
        port = sink.port

    outcome = await provider(port).send(PARCEL, LETTER)

    assert isinstance(outcome, NotNow)
    assert outcome.provider
