"""What is one member's own: the language they read, and endpoints that nobody else sees."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from notifier.domain.arrivals import Place
from notifier.domain.retry import Refused
from shared.clock import SystemClock
from shared.identity import Principal, Role
from tests.integration.notifier.desk import Desk, eligible
from tests.integration.notifier.sinks import mail_sink
from tests.integration.notifier.site import API, ME, MINE, OPERATOR, browser, make_app, program, words
from tests.support.identity import LocalIssuer

COLLEAGUE = Principal("colleague", "同事", frozenset({Role.ENTERPRISE_MEMBER}), credit_code=MINE)
AT = f"{API}/enterprises/{MINE}/endpoints"
MAIL = {"kind": "email", "address": "me@example.com"}
HOOK = {"kind": "webhook", "address": "https://example.com/hook"}


async def add_own(client: httpx.AsyncClient, wanted: dict[str, str] = MAIL) -> dict[str, Any]:
    answer = await client.post(f"{API}/endpoints", json=wanted)
    assert answer.status_code == 201
    added: dict[str, Any] = answer.json()
    return added


async def vouch(desk: Desk) -> None:
    async with desk.database.transaction() as session:
        await session.execute(text("UPDATE endpoint SET verified_at = now()"))


async def test_the_inbox_speaks_the_members_language(desk: Desk, local_issuer: LocalIssuer) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    app = make_app(desk, local_issuer)
    async with browser(app, local_issuer, ME) as me:
        await me.post("/my/preferences/language", data={"language": "en"})
        mine = await me.get("/my/inbox/")
    async with browser(app, local_issuer, COLLEAGUE) as colleague:
        theirs = await colleague.get("/my/inbox/")
    async with program(app, local_issuer, ME) as me:
        (read,) = (await me.get(f"{API}/messages")).json()["items"]
        (asked,) = (await me.get(f"{API}/messages?language=zh")).json()["items"]
        told = (await me.get(f"{API}/messages/stream?after={Place(0)}")).text

    assert "You may apply" in words(mine)
    assert "You may apply" not in words(theirs)
    assert read["subject"] in words(mine)
    assert asked["subject"] in words(theirs)
    assert "You may apply" in told


async def test_a_message_is_kept_once_however_many_languages(desk: Desk, local_issuer: LocalIssuer) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    async with program(make_app(desk, local_issuer), local_issuer, ME) as me:
        await me.put(f"{API}/language", json={"language": "en"})
        assert (await me.get(f"{API}/language")).json() == {"language": "en"}

    assert await desk.rows("SELECT count(*) FROM message") == [(1,)]


async def test_mail_to_a_member_is_in_their_language(desk: Desk, local_issuer: LocalIssuer) -> None:
    desk.clock.move_to(SystemClock().now())
    async with mail_sink() as sink:
        app = make_app(desk, local_issuer, smtp_host="127.0.0.1", smtp_port=sink.port)
        async with program(app, local_issuer, ME) as me:
            await me.put(f"{API}/language", json={"language": "en"})
            own = await add_own(me)
            await me.post(f"{AT}/{own['id']}/verification")
        (mail,) = sink.mails
    plain = mail.get_body(("plain",))
    assert plain is not None

    assert str(mail["From"]).startswith("Huiqi <")
    assert str(mail["Subject"]).startswith("Code ")
    assert "Huiqi · Preferences" in plain.get_content()
    assert "通知" not in plain.get_content()


async def test_changing_it_changes_own_endpoints_only(desk: Desk, local_issuer: LocalIssuer) -> None:
    await desk.wants(MINE, "all@example.com")
    async with program(make_app(desk, local_issuer), local_issuer, ME) as me:
        await add_own(me)
        await me.put(f"{API}/language", json={"language": "en"})
    await vouch(desk)
    await desk.take(desk.matches(eligible(MINE)))
    await desk.deliver()

    spoken = {parcel.endpoint.address: parcel.language for parcel in desk.recorder.sent}
    assert spoken == {"all@example.com": "zh", "me@example.com": "en"}


@pytest.mark.parametrize("other", [COLLEAGUE, OPERATOR])
async def test_nobody_else_sees_it_or_can_do_anything_to_it(
    desk: Desk, local_issuer: LocalIssuer, other: Principal
) -> None:
    app = make_app(desk, local_issuer)
    async with program(app, local_issuer, ME) as me:
        own = await add_own(me, HOOK)
    await vouch(desk)
    await desk.take(desk.matches(eligible(MINE)))
    desk.recorder.answers = [Refused("no")]
    await desk.deliver()
    ((delivery,),) = await desk.rows("SELECT id FROM delivery")
    one = f"{AT}/{own['id']}"
    async with program(app, local_issuer, other) as client:
        listed = (await client.get(AT)).json()["items"]
        log = (await client.get(f"{one}/deliveries")).json()["items"]
        refused = [
            (await client.post(f"{one}/{act}", json={"code": "1"})).status_code
            for act in ("verification", "confirmation", "trial", "secret")
        ]
        refused += [
            (await client.get(f"{one}/sending")).status_code,
            (await client.put(f"{one}/sending", json={})).status_code,
            (await client.post(f"{API}/enterprises/{MINE}/deliveries/{delivery}/replay")).status_code,
        ]
        await client.put(AT, json=[])

    assert (listed, log) == ([], [])
    assert set(refused) == {404}
    assert await desk.rows("SELECT address FROM endpoint") == [(HOOK["address"],)]


async def test_a_colleagues_pages_do_not_show_it(desk: Desk, local_issuer: LocalIssuer) -> None:
    app = make_app(desk, local_issuer)
    form = {**MAIL, "owner": "me"}
    async with browser(app, local_issuer, ME) as me:
        added = await me.post("/my/preferences/endpoints", data=form)
        at = added.headers["location"].partition("?")[0]
        mine = [await me.get(page) for page in ("/my/preferences", "/my/preferences/schedule", at)]
    async with browser(app, local_issuer, COLLEAGUE) as colleague:
        theirs = [await colleague.get(page) for page in ("/my/preferences", "/my/preferences/schedule", at)]
        removed = await colleague.post(f"{at}/remove")
        deleted = await colleague.delete(f"{API}{at.removeprefix('/my/preferences')}")

    assert all(MAIL["address"] in page.text for page in mine)
    assert not any(MAIL["address"] in page.text for page in theirs)
    assert (theirs[2].status_code, removed.status_code, deleted.status_code) == (404, 404, 404)
    assert len(await desk.rows("SELECT id FROM endpoint")) == 1


async def test_its_owner_does_everything_to_it(desk: Desk, local_issuer: LocalIssuer) -> None:
    async with program(make_app(desk, local_issuer), local_issuer, ME) as me:
        own = await add_own(me, HOOK)
        chosen = await me.put(f"{AT}/{own['id']}/sending", json={"modes": {"new_match": "off"}})
        rotated = await me.post(f"{AT}/{own['id']}/secret")
        listed = (await me.get(f"{API}/endpoints")).json()["items"]
        await vouch(desk)
        await desk.take(desk.matches(eligible(MINE)))
        queued = await desk.rows("SELECT count(*) FROM delivery")
        gone = await me.delete(f"{API}/endpoints/{own['id']}")

    assert [one["id"] for one in listed] == [own["id"]]
    assert (chosen.status_code, rotated.status_code, gone.status_code) == (200, 200, 204)
    assert queued == [(0,)]
    assert await desk.rows("SELECT id FROM endpoint") == []


async def test_two_members_may_each_enter_the_same_address(desk: Desk, local_issuer: LocalIssuer) -> None:
    app = make_app(desk, local_issuer)
    async with program(app, local_issuer, ME) as me, program(app, local_issuer, COLLEAGUE) as colleague:
        mine, theirs = await add_own(me), await add_own(colleague)

    assert mine["id"] != theirs["id"]


async def test_what_the_enterprise_has_is_not_entered_again(desk: Desk, local_issuer: LocalIssuer) -> None:
    await desk.wants(MINE, MAIL["address"])
    async with program(make_app(desk, local_issuer), local_issuer, ME) as me:
        refused = await me.post(f"{API}/endpoints", json=MAIL)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/address"
