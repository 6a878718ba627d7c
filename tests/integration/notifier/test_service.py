"""The whole notifier on a real broker: from matches on the topic to mail and webhook, in one trace."""

import asyncio
from datetime import date
from typing import Any

from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from standardwebhooks import Webhook

from notifier.main import build
from notifier.settings import Settings
from shared.db import Database
from shared.events import Window
from shared.messaging import emit
from shared.service import Service
from shared.telemetry import add_span_processor, tracer
from tests.integration.notifier.desk import SECRETS_KEY, VAULT, Desk, code, eligible
from tests.integration.notifier.sinks import http_sink, mail_sink
from tests.support.fixtures import ServiceDatabase

ONE = code(1)
# Open whatever day the machine says it is.
WIDE = Window(first=date(2020, 1, 1), last=date(2099, 12, 31))


async def until(desk: Desk, query: str, count: int) -> None:
    async with asyncio.timeout(20):
        while (await desk.rows(query))[0][0] < count:
            await asyncio.sleep(0.02)


def service_on(database: Database, broker_settings: dict[str, Any], **given: Any) -> Service:
    url = database.engine.url.render_as_string(hide_password=False)
    return build(Settings(database_url=url, session_secret="s" * 32, **broker_settings, **given))


async def test_from_topic_to_endpoints(
    service_database: ServiceDatabase, broker_settings: dict[str, Any]
) -> None:
    spans = InMemorySpanExporter()
    add_span_processor(SimpleSpanProcessor(spans))
    database = await service_database("notifier")
    desk = Desk(database)
    async with mail_sink() as mails, http_sink() as hooks:
        (_, webhook) = await desk.wants(ONE, "one@example.com", hooks.url())
        service = service_on(
            database,
            broker_settings,
            smtp_host="127.0.0.1",
            smtp_port=mails.port,
            webhook_allow_private=True,
            secrets_keys=SECRETS_KEY,
        )
        await service.start()
        try:
            await service.connected()
            with tracer("publisher").start_as_current_span("publish") as root:
                async with database.transaction() as session:
                    # The outbox of the matcher would do this; any outbox sends to any topic.
                    await emit(session, desk.published(WIDE), desk.matches(eligible(ONE), WIDE))
            await until(desk, "SELECT count(*) FROM delivery WHERE state IN ('sent', 'delivered')", 2)
            await until(desk, "SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL", 5)
        finally:
            await service.stop()
            await service.database.close()

        trace_id = format(root.get_span_context().trace_id, "032x")
        assert len(mails.mails) == len(hooks.posts) == 1
        assert trace_id in mails.mails[0]["Traceparent"]
        assert trace_id in hooks.posts[0].headers["traceparent"]
        Webhook(VAULT.open(webhook.secret or "")).verify(hooks.posts[0].body, hooks.posts[0].headers)
        traces = {
            span.context.trace_id
            for span in spans.get_finished_spans()
            if span.context and span.name.startswith("deliver ")
        }
        assert traces == {root.get_span_context().trace_id}
