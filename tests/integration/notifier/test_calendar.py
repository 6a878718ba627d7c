"""The calendar that programs subscribe to: read back with the library that they use."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import httpx
import pytest
from icalendar import Calendar, Component

from shared.events import ApplicationProgressed, ApplicationState, Window
from tests.integration.notifier.desk import WINDOW, Desk, eligible, ineligible
from tests.integration.notifier.site import API, ME, MINE, THEIRS, make_app, program
from tests.support.identity import LocalIssuer

LATER = Window(first=WINDOW.first, last=date(2026, 5, 15))


@pytest.fixture
async def client(desk: Desk, local_issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with program(make_app(desk, local_issuer), local_issuer, ME) as client:
        yield client


async def address(client: httpx.AsyncClient) -> str:
    return str((await client.post(f"{API}/calendar")).json()["url"])


async def events(client: httpx.AsyncClient, url: str) -> dict[str, Component]:
    answer = await client.get(url, headers={"Authorization": ""})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert not calendar.errors
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


async def test_a_deadline_is_an_entry_of_its_day(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.published(), desk.matches(eligible(MINE)))
    ((uid, event),) = (await events(client, await address(client))).items()

    assert uid == f"{desk.policy_id}-1-deadline@localhost"
    assert (event.decoded("dtstart"), event["summary"]) == (
        WINDOW.last,
        "申报截止：普陀区研发费用补助实施细则",
    )


async def test_a_moved_deadline_moves_the_same_entry(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.published(), desk.matches(eligible(MINE)))
    url = await address(client)
    ((uid, before),) = (await events(client, url)).items()
    desk.clock.advance(timedelta(hours=1))
    await desk.take(desk.published(LATER, revision=2))
    after = (await events(client, url))[uid]

    assert after.decoded("dtstart") == LATER.last
    assert (before.decoded("sequence"), after.decoded("sequence")) == (1, 2)
    assert after.decoded("dtstamp") > before.decoded("dtstamp")


async def test_what_cannot_be_filed_for_disappears(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.published(), desk.matches(eligible(MINE, THEIRS)))
    url = await address(client)
    await desk.take(desk.matches(ineligible(MINE)))

    assert await events(client, url) == {}


async def test_withdrawal_makes_it_disappear(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.published(), desk.matches(eligible(MINE)), desk.withdrawn())

    assert await events(client, await address(client)) == {}


async def test_filing_leaves_the_supplement(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.published(), desk.matches(eligible(MINE)))
    asked = ApplicationProgressed(
        application_id="PT-1",
        revision=1,
        policy_id=desk.policy_id,
        policy_title="细则",
        credit_code=MINE,
        state=ApplicationState.SUPPLEMENT_REQUIRED,
        occurred_at=desk.clock.now(),
        due_on=date(2026, 3, 27),
    )
    await desk.take(asked)
    ((_, event),) = (await events(client, await address(client))).items()

    assert (event["summary"], event.decoded("dtstart")) == ("补正截止：细则", date(2026, 3, 27))


async def test_what_did_not_change_is_not_sent_again(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.published(), desk.matches(eligible(MINE)))
    url = await address(client)
    tag = (await client.get(url)).headers["etag"]

    assert (await client.get(url, headers={"If-None-Match": tag})).status_code == 304
    await desk.take(desk.published(LATER, revision=2))
    assert (await client.get(url, headers={"If-None-Match": tag})).status_code == 200


async def test_a_new_address_ends_the_former(client: httpx.AsyncClient) -> None:
    former, new = await address(client), await address(client)

    assert (await client.get(former)).status_code == 404
    assert (await client.get(new)).status_code == 200
    await client.delete(f"{API}/calendar")
    assert (await client.get(new)).status_code == 404


async def test_nobody_guesses_an_address(client: httpx.AsyncClient) -> None:
    for guess in ("", "?key=", "?key=nobody", "?key=%25"):
        assert (await client.get(f"{API}/calendar.ics{guess}")).status_code == 404
