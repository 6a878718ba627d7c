"""Webhooks, against a real HTTP server, verified by the reference library."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from standardwebhooks import Webhook

from notifier.adapters.providers import posting
from notifier.adapters.providers.posting import Poster
from notifier.adapters.providers.webhook import MOST_BYTES, WebhookProvider
from notifier.adapters.vault import FernetVault
from notifier.domain.letter import Letter, Paragraph
from notifier.domain.retry import NotNow, Outcome, Refused, Sent
from shared.clock import SystemClock
from shared.events import EndpointKind
from shared.outgoing.guarded import guarded_connector
from shared.telemetry import tracer
from tests.integration.notifier.parcels import DELIVERY, LETTER, parcel
from tests.integration.notifier.sinks import HttpSink, http_sink


@pytest.fixture
async def sink() -> AsyncIterator[HttpSink]:
    async with http_sink() as sink:
        yield sink


@pytest.fixture
async def provider() -> AsyncIterator[WebhookProvider]:
    poster = Poster(partial(guarded_connector, allow_private=True))
    yield WebhookProvider(poster, FernetVault("a key for tests"), clock=SystemClock())
    await poster.close()


async def send(provider: WebhookProvider, url: str) -> Outcome:
    return await provider.send(parcel(EndpointKind.WEBHOOK, url), LETTER)


async def test_the_reference_library_verifies_it(sink: HttpSink, provider: WebhookProvider) -> None:
    sent = parcel(EndpointKind.WEBHOOK, sink.url())
    assert await provider.send(sent, LETTER) == Sent()

    (post,) = sink.posts
    document = Webhook(sent.endpoint.secret or "").verify(post.body, post.headers)
    assert document["type"] == "message.new_match"
    assert document["data"]["subject"] == LETTER.subject


async def test_another_secret_does_not_verify_it(sink: HttpSink, provider: WebhookProvider) -> None:
    await send(provider, sink.url())
    other = parcel(EndpointKind.WEBHOOK, sink.url()).endpoint.secret

    with pytest.raises(Exception, match="No matching signature"):
        Webhook(other or "").verify(sink.posts[0].body, sink.posts[0].headers)


async def test_the_id_is_the_same_in_every_attempt(sink: HttpSink, provider: WebhookProvider) -> None:
    await send(provider, sink.url("/500"))
    await send(provider, sink.url("/500"))

    assert [post.headers["webhook-id"] for post in sink.posts] == [str(DELIVERY)] * 2


async def test_the_trace_goes_with_it(sink: HttpSink, provider: WebhookProvider) -> None:
    with tracer("notifier").start_as_current_span("deliver") as span:
        await send(provider, sink.url())

    assert format(span.get_span_context().trace_id, "032x") in sink.posts[0].headers["traceparent"]


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_failures_may_pass(sink: HttpSink, provider: WebhookProvider, status: int) -> None:
    assert await send(provider, sink.url(f"/{status}")) == NotNow(f"HTTP {status}")


async def test_gone_ends_the_endpoint(sink: HttpSink, provider: WebhookProvider) -> None:
    outcome = await send(provider, sink.url("/410"))

    assert isinstance(outcome, Refused)
    assert outcome.gone


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_not_followed(sink: HttpSink, provider: WebhookProvider, status: int) -> None:
    sink.answer_headers = {"location": sink.url("/204")}

    assert isinstance(await send(provider, sink.url(f"/{status}")), NotNow)
    assert len(sink.posts) == 1


async def test_retry_after_is_read(sink: HttpSink, provider: WebhookProvider) -> None:
    sink.answer_headers = {"retry-after": "120"}

    assert await send(provider, sink.url("/503")) == NotNow("HTTP 503", timedelta(seconds=120))


@pytest.mark.parametrize("value", ["soon", "-5", "", "²", "Mon, 99 Foo"])
async def test_nonsense_in_retry_after_is_passed_over(
    sink: HttpSink, provider: WebhookProvider, value: str
) -> None:
    sink.answer_headers = {"retry-after": value}

    assert await send(provider, sink.url("/503")) == NotNow("HTTP 503")


async def test_a_hanging_endpoint_is_left_after_the_limit(
    sink: HttpSink, provider: WebhookProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.2)

    assert await send(provider, sink.url("/hang")) == NotNow("no answer within 0.2 s")


async def test_an_answer_without_end_is_not_read(sink: HttpSink, provider: WebhookProvider) -> None:
    assert await send(provider, sink.url("/endless")) == Sent()


async def test_nobody_there(provider: WebhookProvider) -> None:
    async with http_sink() as sink:
        url = sink.url()

    assert isinstance(await send(provider, url), NotNow)


async def test_a_body_never_exceeds_its_limit(sink: HttpSink, provider: WebhookProvider) -> None:
    long = Letter("长", (Paragraph("很长的说明" * 20_000),))
    await provider.send(parcel(EndpointKind.WEBHOOK, sink.url()), long)

    body = sink.posts[0].body
    assert len(body) <= MOST_BYTES
    assert json.loads(body)["data"]["text"].endswith("…")


async def test_a_bad_url_is_refused(provider: WebhookProvider) -> None:
    bad = parcel(EndpointKind.WEBHOOK, "https://exa\x00mple.com/")

    assert isinstance(await provider.send(replace(bad), LETTER), Refused)
