"""The gazette by mail: asked for by anybody, confirmed by whose address it is, told once, ended at once."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from notifier.entrypoints import gazette_pages
from notifier.entrypoints.gazette_pages import Reading
from notifier.handlers.gazette_issued import gazette_issued
from notifier.handlers.send_gazette import send_gazette
from shared.events import GazetteIssued
from shared.events.topics import example_of
from shared.web.rate_limit import RateLimit
from tests.integration.notifier.desk import Desk
from tests.integration.notifier.sinks import MailSink, mail_sink
from tests.integration.notifier.site import API, OPERATOR, make_app, program
from tests.support.identity import PUBLIC_URL, LocalIssuer

ADDRESS = "reader@example.com"
ISSUE = GazetteIssued.model_validate(example_of(GazetteIssued))


@dataclass
class Newsstand:
    """A visitor, the mail that went out, and the notifier behind both."""

    desk: Desk
    app: FastAPI
    visitor: httpx.AsyncClient
    sink: MailSink

    @property
    def reading(self) -> Reading:
        reading: Reading = self.app.state.gazette
        return reading

    async def ask(self, address: str = ADDRESS) -> httpx.Response:
        return await self.visitor.post("/subscribe/gazette", data={"email": address})

    async def mails(self) -> list[EmailMessage]:
        """What is due now goes out; return what came since the last time."""
        self.sink.mails.clear()
        while await send_gazette(self.desk.database, tools=self.reading.tools, jitter=lambda: 0):
            pass
        return list(self.sink.mails)

    async def issue(self, event: GazetteIssued = ISSUE) -> None:
        async with self.desk.database.transaction() as session:
            await gazette_issued(session, event, tools=self.reading.tools)

    async def subscribe(self) -> None:
        await self.ask()
        (mail,) = await self.mails()
        assert (await self.visitor.post(link_in(mail, "confirm"))).status_code == 200

    async def sql(self, statement: str) -> list[Any]:
        async with self.desk.database.transaction() as session:
            return list((await session.execute(text(statement))).all())


def link_in(mail: EmailMessage, act: str) -> str:
    """The path of an address in the mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"{re.escape(PUBLIC_URL)}(/subscribe/gazette/{act}/\S+)", body.get_content())
    assert found
    return found[1]


@pytest.fixture
async def newsstand(
    desk: Desk, local_issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Newsstand]:
    # Of all visitors together, and so of all tests.
    monkeypatch.setattr(gazette_pages, "_LIMIT", RateLimit(1000, 1000, ""))
    async with mail_sink() as sink:
        app = make_app(desk, local_issuer, smtp_host="127.0.0.1", smtp_port=sink.port, smtp_starttls=False)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url=PUBLIC_URL, headers={"accept": "text/html"}
        ) as visitor:
            yield Newsstand(desk, app, visitor, sink)
        await app.state.kit.database.close()


async def test_who_confirms_is_told_of_each_issue_once(newsstand: Newsstand) -> None:
    await newsstand.subscribe()
    await newsstand.issue()
    await newsstand.issue()
    (mail,) = await newsstand.mails()
    assert (mail["To"], mail["Subject"]) == (ADDRESS, ISSUE.title)
    body = mail.get_body(("plain",))
    assert body is not None
    assert ISSUE.documents[0].title in body.get_content()
    assert f"{PUBLIC_URL}/gov/gazette/2026-03.pdf" in body.get_content()
    assert await newsstand.mails() == []


async def test_nobody_is_told_who_did_not_confirm(newsstand: Newsstand) -> None:
    await newsstand.ask()
    (mail,) = await newsstand.mails()
    # Looking, as mail scanners do, confirms nothing.
    assert "确认订阅" in (await newsstand.visitor.get(link_in(mail, "confirm"))).text
    await newsstand.issue()
    assert await newsstand.mails() == []


async def test_one_click_ends_it(newsstand: Newsstand) -> None:
    await newsstand.subscribe()
    await newsstand.issue()
    (mail,) = await newsstand.mails()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    ending = mail["List-Unsubscribe"].strip("<>").removeprefix(PUBLIC_URL)
    for _ in range(2):
        ended = await newsstand.visitor.post(ending, data={"List-Unsubscribe": "One-Click"})
        assert "已退订" in ended.text
    assert await newsstand.sql("SELECT address FROM gazette_subscriber") == []
    assert await newsstand.sql("SELECT id FROM gazette_letter") == []


async def test_the_page_says_the_same_of_every_address(newsstand: Newsstand) -> None:
    unknown = await newsstand.ask()
    await newsstand.mails()
    again = await newsstand.ask(ADDRESS.upper())
    await newsstand.sql("UPDATE gazette_subscriber SET confirmed_at = now() RETURNING id")
    newsstand.desk.clock.advance(timedelta(hours=1))
    subscribed = await newsstand.ask()
    assert unknown.status_code == again.status_code == subscribed.status_code == 200
    assert unknown.text == again.text.replace(ADDRESS.upper(), ADDRESS) == subscribed.text
    (mail,) = await newsstand.mails()
    assert mail["Subject"] == "您已订阅政府公报"


async def test_an_address_is_not_written_to_without_end(newsstand: Newsstand) -> None:
    for _ in range(10):
        await newsstand.ask()
    assert len(await newsstand.mails()) == 1
    for _ in range(10):
        newsstand.desk.clock.advance(timedelta(minutes=11))
        await newsstand.ask()
    assert len(await newsstand.mails()) == 2


async def test_who_does_not_confirm_is_forgotten(newsstand: Newsstand) -> None:
    await newsstand.ask()
    (mail,) = await newsstand.mails()
    newsstand.desk.clock.advance(timedelta(hours=49))
    await newsstand.ask("other@example.com")
    late = await newsstand.visitor.post(link_in(mail, "confirm"))
    assert late.status_code == 410
    assert await newsstand.sql("SELECT address FROM gazette_subscriber") == [("other@example.com",)]


async def test_a_dead_address_is_suppressed_and_forgotten(newsstand: Newsstand) -> None:
    newsstand.sink.recipient_answers.append("550 5.1.1 no such user")
    await newsstand.ask()
    await newsstand.mails()
    assert await newsstand.sql("SELECT address FROM gazette_subscriber") == []
    assert "请查收" in (await newsstand.ask()).text
    assert await newsstand.mails() == []


async def test_a_busy_server_is_tried_again(newsstand: Newsstand) -> None:
    newsstand.sink.recipient_answers.append("451 4.7.1 try again later")
    await newsstand.ask()
    assert await newsstand.mails() == []
    newsstand.desk.clock.advance(timedelta(minutes=10))
    assert len(await newsstand.mails()) == 1


async def test_an_old_issue_is_no_news(newsstand: Newsstand) -> None:
    await newsstand.subscribe()
    newsstand.desk.clock.advance(timedelta(days=90))
    await newsstand.issue()
    assert await newsstand.mails() == []


async def test_what_is_no_address_is_said_beside_the_field(newsstand: Newsstand) -> None:
    answer = await newsstand.ask("nobody at home")
    assert answer.status_code == 422
    assert 'value="nobody at home"' in answer.text
    for path in ("confirm/forged", "end/forged"):
        assert (await newsstand.visitor.post(f"/subscribe/gazette/{path}")).status_code == 404


async def test_without_a_mail_server_nobody_can_subscribe(desk: Desk, local_issuer: LocalIssuer) -> None:
    app = make_app(desk, local_issuer)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL) as visitor:
        answer = await visitor.post("/subscribe/gazette", data={"email": ADDRESS})
    assert (answer.status_code, "暂时没有开通" in answer.text) == (503, True)


async def test_a_letter_that_comes_back_ends_the_subscription(
    newsstand: Newsstand, local_issuer: LocalIssuer
) -> None:
    await newsstand.subscribe()
    ((letter_id,),) = await newsstand.sql("SELECT id FROM gazette_letter")
    async with program(newsstand.app, local_issuer, OPERATOR) as operator:
        report = {"delivery_id": str(letter_id), "status": "bounced", "reason": "550 5.1.1"}
        told = await operator.post(f"{API}/delivery-reports", json=[report])
    assert told.json() == {"known": 1}
    assert await newsstand.sql("SELECT address FROM gazette_subscriber") == []
    assert await newsstand.sql("SELECT address FROM suppressed_address") == [(ADDRESS,)]
