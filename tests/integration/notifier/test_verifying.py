"""Nothing goes to an endpoint before it has shown that it is the enterprise's own, nor after it is dead."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from notifier.domain.retry import Refused
from shared.clock import SystemClock
from tests.integration.notifier.desk import Desk, eligible
from tests.integration.notifier.sinks import MailSink, http_sink, mail_sink
from tests.integration.notifier.site import API, ME, MINE, OPERATOR, make_app, program
from tests.support.identity import LocalIssuer

MAIL = [{"kind": "email", "address": "one@example.com"}]
AT = f"{API}/enterprises/{MINE}"


@pytest.fixture
async def mails() -> AsyncIterator[MailSink]:
    async with mail_sink() as sink:
        yield sink


@pytest.fixture
def at_this_time(desk: Desk) -> None:
    """The reference library refuses signatures of another day."""
    desk.clock.move_to(SystemClock().now())


@pytest.fixture
async def me(desk: Desk, local_issuer: LocalIssuer, mails: MailSink) -> AsyncIterator[httpx.AsyncClient]:
    app = make_app(
        desk, local_issuer, smtp_host="127.0.0.1", smtp_port=mails.port, webhook_allow_private=True
    )
    async with program(app, local_issuer, ME) as client:
        yield client
    for close in app.state.console.announcers.values():
        poster = getattr(close, "_poster", None)
        if poster is not None:
            await poster.close()


@pytest.fixture
async def operator(desk: Desk, local_issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with program(make_app(desk, local_issuer), local_issuer, OPERATOR) as client:
        yield client


async def add(client: httpx.AsyncClient, wanted: list[dict[str, str]]) -> dict[str, Any]:
    answer = await client.put(f"{AT}/endpoints", json=wanted)
    added: dict[str, Any] = answer.raise_for_status().json()["items"][0]
    return added


def code_in(mails: MailSink) -> str:
    text = mails.mails[-1].get_body(("plain",))
    assert text is not None
    found = re.search(r"验证码：(\d{6})", text.get_content())
    assert found is not None
    return found[1]


async def test_nothing_is_queued_for_what_is_not_verified(desk: Desk, me: httpx.AsyncClient) -> None:
    added = await add(me, MAIL)
    await desk.take(desk.matches(eligible(MINE)))

    assert added["verified"] is False
    assert await desk.rows("SELECT * FROM delivery") == []


async def test_a_code_that_arrived_verifies(me: httpx.AsyncClient, mails: MailSink) -> None:
    added = await add(me, MAIL)
    at = f"{AT}/endpoints/{added['id']}"
    await me.post(f"{at}/verification")
    wrong = await me.post(f"{at}/confirmation", json={"code": "x"})
    right = await me.post(f"{at}/confirmation", json={"code": code_in(mails)})

    assert wrong.status_code == 422
    assert right.json()["verified"] is True
    assert (await me.get(f"{AT}/endpoints")).json()["items"][0]["verified"] is True


async def test_a_code_expires_and_guessing_ends(desk: Desk, me: httpx.AsyncClient, mails: MailSink) -> None:
    added = await add(me, MAIL)
    at = f"{AT}/endpoints/{added['id']}"
    await me.post(f"{at}/verification")
    for _ in range(5):
        await me.post(f"{at}/confirmation", json={"code": "guess"})
    guessed_out = await me.post(f"{at}/confirmation", json={"code": code_in(mails)})
    rows = await desk.rows(
        "UPDATE endpoint_challenge SET wrong_guesses = 0, expires_at = sent_at RETURNING 1"
    )
    expired = await me.post(f"{at}/confirmation", json={"code": code_in(mails)})

    assert len(rows) == 1
    assert "次数过多" in guessed_out.text
    assert "已过期" in expired.text


async def test_codes_are_not_sent_one_after_another(me: httpx.AsyncClient, mails: MailSink) -> None:
    added = await add(me, MAIL)
    at = f"{AT}/endpoints/{added['id']}/verification"

    assert (await me.post(at)).status_code == 200
    assert (await me.post(at)).status_code == 409
    assert len(mails.mails) == 1


@pytest.mark.usefixtures("at_this_time")
async def test_a_webhook_verifies_by_its_answer(me: httpx.AsyncClient) -> None:
    async with http_sink() as hooks:
        hooks.echo = True
        added = await add(me, [{"kind": "webhook", "address": hooks.url("/200")}])
        answer = await me.post(f"{AT}/endpoints/{added['id']}/verification")

        asked = Webhook(added["secret"]).verify(hooks.posts[0].body, hooks.posts[0].headers)
    assert asked["type"] == "endpoint.verification"
    assert answer.json() == {"sent": True, "verified": True, "problem": None}


async def test_a_webhook_that_does_not_agree_is_not_verified(me: httpx.AsyncClient) -> None:
    async with http_sink() as hooks:
        added = await add(me, [{"kind": "webhook", "address": hooks.url()}])
        answer = await me.post(f"{AT}/endpoints/{added['id']}/verification")

    assert answer.json()["verified"] is False


@pytest.mark.usefixtures("at_this_time")
async def test_a_new_key_and_the_old_one_sign_for_a_day(desk: Desk, me: httpx.AsyncClient) -> None:
    async with http_sink() as hooks:
        hooks.echo = True
        added = await add(me, [{"kind": "webhook", "address": hooks.url("/200")}])
        at = f"{AT}/endpoints/{added['id']}"
        await me.post(f"{at}/verification")
        secret = (await me.post(f"{at}/secret")).json()["secret"]
        await desk.rows("UPDATE endpoint_challenge SET sent_at = sent_at - interval '1 hour' RETURNING 1")
        await me.post(f"{at}/trial")

        (_, tried) = hooks.posts
    for key in (added["secret"], secret):
        assert Webhook(key).verify(tried.body, tried.headers)["type"] == "endpoint.test"
    assert secret != added["secret"]


async def test_a_dead_address_is_suppressed_for_all_and_lifted_by_an_operator(
    desk: Desk, operator: httpx.AsyncClient
) -> None:
    await desk.wants(MINE, "one@example.com")
    await desk.take(desk.matches(eligible(MINE)))
    desk.recorder.answers = [Refused("SMTP 550: no such user", gone=True, suppress=True)]
    await desk.deliver()
    listed = (await operator.get(f"{API}/suppressions")).json()["items"]
    which = {"kind": "email", "address": "one@example.com"}

    assert [one["address"] for one in listed] == ["one@example.com"]
    assert await desk.rows("SELECT ended_reason FROM endpoint") == [("SMTP 550: no such user",)]
    assert (await operator.delete(f"{API}/suppressions", params=which)).status_code == 204
    assert (await operator.delete(f"{API}/suppressions", params=which)).status_code == 404


async def test_a_bounce_turns_sent_into_failed(desk: Desk, operator: httpx.AsyncClient) -> None:
    await desk.wants(MINE, "one@example.com")
    await desk.take(desk.matches(eligible(MINE)))
    await desk.deliver()
    ((delivery,),) = await desk.rows("SELECT id FROM delivery")
    report = {"delivery_id": str(delivery), "status": "bounced", "reason": "5.1.1 no such user"}
    for _ in range(2):
        answer = await operator.post(f"{API}/delivery-reports", json=[report])

    assert answer.json() == {"known": 1}
    assert await desk.rows("SELECT state, reason FROM delivery") == [("failed", "5.1.1 no such user")]
    assert await desk.emitted("notification.failed.v1") == 1
    assert (await operator.get(f"{API}/deliveries/failed")).json()["items"][0]["id"] == str(delivery)


async def test_a_replay_sends_again_under_its_id(desk: Desk, me: httpx.AsyncClient) -> None:
    (endpoint,) = await desk.wants(MINE, "one@example.com")
    await desk.take(desk.matches(eligible(MINE)))
    desk.recorder.answers = [Refused("the content was not liked")]
    await desk.deliver()
    (logged,) = (await me.get(f"{AT}/endpoints/{endpoint.id}/deliveries")).json()["items"]
    answer = await me.post(f"{AT}/deliveries/{logged['id']}/replay")
    await desk.deliver()

    assert answer.status_code == 202
    assert logged["failures"][0]["reason"] == "the content was not liked"
    assert len({parcel.delivery_id for parcel in desk.recorder.sent}) == 1
    assert await desk.rows("SELECT state FROM delivery") == [("delivered",)]


async def test_one_click_ends_the_endpoint(desk: Desk, local_issuer: LocalIssuer) -> None:
    (endpoint,) = await desk.wants(MINE, "one@example.com")
    app = make_app(desk, local_issuer)
    path = f"/my/preferences/unsubscribe/{app.state.console.unsubscribing.token(endpoint.id)}"
    async with program(app, local_issuer, None) as nobody:
        looked = await nobody.get(path)
        before = await desk.rows("SELECT ended_at FROM endpoint")
        clicked = await nobody.post(path, data={"List-Unsubscribe": "One-Click"})
        forged = await nobody.post(f"{path[:-3]}AAA")

    assert (looked.status_code, clicked.status_code, forged.status_code) == (200, 200, 404)
    assert before == [(None,)]
    assert await desk.rows("SELECT ended_reason FROM endpoint") == [("the recipient unsubscribed",)]


async def test_plain_secrets_are_sealed_at_the_start(desk: Desk) -> None:
    from notifier.handlers.seal_secrets import seal_secrets
    from tests.integration.notifier.desk import VAULT

    await desk.wants(MINE, "https://example.com/hook")
    plain = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    await desk.rows("UPDATE endpoint SET secret = :plain RETURNING 1", plain=plain)
    async with desk.database.transaction() as session:
        sealed = await seal_secrets(session, tools=desk.tools, vault=VAULT)

    ((kept,),) = await desk.rows("SELECT secret FROM endpoint")
    assert sealed == 1
    assert plain not in json.dumps(kept)
    assert VAULT.open(kept) == plain
