"""Operators see what could not be delivered, by provider and reason, and send it once more."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from notifier.domain.retry import NotNow, Outcome, Refused
from notifier.entrypoints.telling import BundleLoop
from tests.integration.notifier.desk import Desk, code, eligible
from tests.integration.notifier.site import API, ME, MINE, OPERATOR, browser, make_app, words
from tests.support.identity import LocalIssuer

NO_MAILBOX = Refused("SMTP 550: 5.1.1 no such mailbox", gone=True, suppress=True)
REFUSED = Refused("SMTP 554: not this text")


async def fail(desk: Desk, endpoints: dict[str, Outcome]) -> None:
    """Have a message to an enterprise of its own fail at each address."""
    enterprises = [code(number) for number in range(1, len(endpoints) + 1)]
    for enterprise, address in zip(enterprises, endpoints, strict=True):
        await desk.wants(enterprise, address)
    await desk.take(desk.matches(eligible(*enterprises)))
    waiting = dict(endpoints)

    async def answer(parcel: object, letter: object) -> Outcome:
        return waiting[parcel.endpoint.address]  # type: ignore[attr-defined]

    desk.recorder.send = answer  # type: ignore[method-assign]
    await desk.deliver()
    del desk.recorder.send


async def change(desk: Desk, statement: str) -> None:
    async with desk.database.transaction() as session:
        await session.execute(text(statement))


@pytest.fixture
async def operator(desk: Desk, local_issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(make_app(desk, local_issuer), local_issuer, OPERATOR) as client:
        yield client


async def test_failures_stand_by_provider_and_reason(desk: Desk, operator: httpx.AsyncClient) -> None:
    await fail(desk, {"a@example.com": NO_MAILBOX, "b@example.com": REFUSED, "c@example.com": REFUSED})
    page = await operator.get("/ops/notices")
    narrowed = await operator.get("/ops/notices?reason=SMTP+554&provider=email")

    assert "SMTP 550" in words(page)
    assert "电子邮件 SMTP 554 2 0 2" in words(page)
    assert "a@example.com" in page.text
    assert "a@example.com" not in narrowed.text
    assert "b@example.com" in narrowed.text


async def test_each_leads_to_its_trace(desk: Desk, operator: httpx.AsyncClient) -> None:
    await fail(desk, {"a@example.com": REFUSED})
    trace = "0af7651916cd43dd8448eb211c80319c"
    await change(desk, f"UPDATE delivery SET traceparent = '00-{trace}-b7ad6b7169203331-01'")

    assert f"/ops/traces/{trace}" in (await operator.get("/ops/notices")).text


async def test_one_is_sent_once_more_under_its_id(desk: Desk, operator: httpx.AsyncClient) -> None:
    await fail(desk, {"a@example.com": REFUSED})
    ((delivery,),) = await desk.rows("SELECT id FROM delivery")
    await operator.post(f"/ops/notices/{delivery}/replay", data={"days": "30"})
    await desk.deliver()

    assert [parcel.delivery_id for parcel in desk.recorder.sent] == [delivery]
    assert await desk.rows("SELECT state FROM delivery") == [("delivered",)]


async def test_a_filtered_set_is_sent_once_more(desk: Desk, operator: httpx.AsyncClient) -> None:
    await fail(
        desk, {"a@example.com": NO_MAILBOX, "b@example.com": REFUSED, "https://c.example.com": REFUSED}
    )
    await operator.post("/ops/notices/replay", data={"days": "7", "reason": "SMTP 554"})
    await BundleLoop(desk.database, desk.tools).step()
    await desk.deliver()

    assert {parcel.endpoint.address for parcel in desk.recorder.sent} == {
        "b@example.com",
        "https://c.example.com",
    }


async def test_what_goes_to_one_place_goes_as_one(desk: Desk, operator: httpx.AsyncClient) -> None:
    await desk.wants(MINE, "a@example.com")
    await desk.take(desk.matches(eligible(MINE)))
    await desk.take(desk.matches(eligible(MINE)).model_copy(update={"policy_id": uuid4()}))
    desk.recorder.answers = [REFUSED, REFUSED]
    await desk.deliver()
    desk.recorder.sent.clear()
    await operator.post("/ops/notices/replay")
    await BundleLoop(desk.database, desk.tools).step()
    await desk.deliver()

    (parcel,) = desk.recorder.sent
    assert len(parcel.others) == 1


async def test_what_was_given_up_is_told_from_what_was_refused(
    desk: Desk, operator: httpx.AsyncClient
) -> None:
    await fail(desk, {"a@example.com": NotNow("busy"), "b@example.com": REFUSED})
    await change(
        desk,
        "UPDATE delivery SET state = 'failed', reason = 'gave up after 8 attempts: busy', "
        "finished_at = due_at WHERE state = 'queued'",
    )
    gave_up = await operator.get("/ops/notices?fate=gave_up")

    assert "a@example.com" in gave_up.text
    assert "b@example.com" not in gave_up.text
    assert "busy" in words(gave_up)


async def test_a_dead_address_is_lifted(desk: Desk, operator: httpx.AsyncClient) -> None:
    await fail(desk, {"a@example.com": NO_MAILBOX})
    shown = await operator.get("/ops/notices/endpoints")
    lifted = await operator.post(
        "/ops/notices/endpoints/lift", data={"kind": "email", "address": "a@example.com"}
    )

    assert "a@example.com" in shown.text
    assert lifted.status_code == 303
    assert await desk.rows("SELECT address FROM suppressed_address") == []


async def test_a_members_own_address_is_masked(
    desk: Desk, local_issuer: LocalIssuer, operator: httpx.AsyncClient
) -> None:
    async with browser(make_app(desk, local_issuer), local_issuer, ME) as me:
        form = {"kind": "email", "address": "secret@example.com", "owner": "me"}
        await me.post("/my/preferences/endpoints", data=form)
    await change(desk, "UPDATE endpoint SET verified_at = now()")
    await desk.take(desk.matches(eligible(MINE)))
    desk.recorder.answers = [REFUSED]
    await desk.deliver()
    shown = [await operator.get(at) for at in ("/ops/notices", f"{API}/deliveries/failed")]

    assert all("se…" in answer.text for answer in shown)
    assert not any("secret@example.com" in answer.text for answer in shown)


@pytest.mark.parametrize("query", ["days=x&provider=y&fate=z", "reason=%25"])
async def test_nonsense_narrows_nothing_or_finds_nothing(operator: httpx.AsyncClient, query: str) -> None:
    assert (await operator.get(f"/ops/notices?{query}")).status_code == 200
