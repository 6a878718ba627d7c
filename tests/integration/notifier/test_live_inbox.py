"""The inbox as it fills, over a real connection: nothing is lost between a reader's visits."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from huiqi.server import Server, address_of, listen
from notifier.entrypoints.kit import Kit
from tests.integration.notifier.desk import Desk, eligible
from tests.integration.notifier.site import API, ME, MINE, THEIRS, make_app
from tests.support.identity import LocalIssuer

STREAM = f"{API}/messages/stream"
LIVE = {"Accept": "text/event-stream"}


class Inbox:
    """A reader of the stream and the look that feeds it, which the test takes."""

    def __init__(self, http: httpx.AsyncClient, kit: Kit) -> None:
        self.http = http
        self.kit = kit

    async def so_far(self, place: str) -> list[dict[str, Any]]:
        answer = await self.http.get(STREAM, headers={"Last-Event-ID": place})
        return [read(line) for line in answer.text.splitlines() if line.startswith("data: ")]

    @asynccontextmanager
    async def follow(self, **headers: str) -> AsyncIterator[AsyncIterator[str]]:
        async with self.http.stream("GET", STREAM, headers=LIVE | headers) as answer:
            yield answer.aiter_lines()


def read(line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line.removeprefix("data: "))
    return found


async def until(lines: AsyncIterator[str], beginning: str) -> str:
    async with asyncio.timeout(30):
        async for line in lines:
            if line.startswith(beginning):
                return line
    raise AssertionError("the stream ended")


@pytest.fixture
async def inbox(desk: Desk, local_issuer: LocalIssuer) -> AsyncIterator[Inbox]:
    app = make_app(desk, local_issuer)
    listening = listen("127.0.0.1", 0)
    server = Server(app, listening)
    await server.start()
    async with httpx.AsyncClient(
        base_url=address_of(listening), headers=local_issuer.bearer(ME), timeout=30
    ) as http:
        yield Inbox(http, app.state.kit)
    await server.stop()
    await app.state.kit.database.close()


async def test_a_message_arrives_while_one_watches(desk: Desk, inbox: Inbox) -> None:
    async with inbox.follow() as lines:
        await until(lines, "id: ")
        await desk.take(desk.matches(eligible(THEIRS)), desk.matches(eligible(MINE)))
        await inbox.kit.lookout.step()

        assert read(await until(lines, "data: "))["label"] == "新匹配政策"


async def test_what_came_between_two_visits_is_told_first(desk: Desk, inbox: Inbox) -> None:
    async with inbox.follow() as lines:
        place = (await until(lines, "id: ")).removeprefix("id: ")
    await desk.take(desk.matches(eligible(MINE)))
    async with inbox.follow(**{"Last-Event-ID": place}) as lines:
        message = read(await until(lines, "data: "))

    assert message["kind"] == "new_match"


async def test_a_place_that_was_reached_is_not_told_again(desk: Desk, inbox: Inbox) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    answer = await inbox.http.get(STREAM, headers={"Last-Event-ID": "1-00000000-0000-0000-0000-000000000000"})
    last = [line for line in answer.text.splitlines() if line.startswith("id: ")][-1].removeprefix("id: ")

    assert "data: " in answer.text
    assert await inbox.so_far(last) == []


async def test_a_transaction_that_ends_late_is_not_passed_by(desk: Desk, inbox: Inbox) -> None:
    """One that began earlier commits later: its message comes, though others were told meanwhile."""
    async with inbox.follow() as lines:
        place = (await until(lines, "id: ")).removeprefix("id: ")
        async with desk.database.transaction() as slow:
            await slow.execute(text("SELECT pg_current_xact_id()"))
            await desk.take(desk.matches(eligible(MINE)))
            await inbox.kit.lookout.step()
            early = await inbox.so_far(place)
        await inbox.kit.lookout.step()

        assert early == []
        assert read(await until(lines, "data: "))["kind"] == "new_match"


async def test_others_messages_do_not_arrive(desk: Desk, inbox: Inbox) -> None:
    await desk.take(desk.matches(eligible(THEIRS)))

    assert await inbox.so_far("1-00000000-0000-0000-0000-000000000000") == []


async def test_a_stop_ends_the_stream(inbox: Inbox) -> None:
    async with inbox.follow() as lines:
        await until(lines, "id: ")
        stopped = asyncio.Event()
        stopped.set()
        await inbox.kit.lookout.run(stopped)

        async with asyncio.timeout(30):
            assert [line async for line in lines if line.startswith("data: ")] == []


@pytest.mark.parametrize("place", ["x", "1-2", "-1-00000000-0000-0000-0000-000000000000", "9" * 30])
async def test_a_place_that_nobody_was_given_is_refused(inbox: Inbox, place: str) -> None:
    assert (await inbox.http.get(STREAM, params={"after": place})).status_code == 422
