"""Following and muting, members' consent, and what an association sees: pages and API."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shared.identity import Principal, Role
from tests.integration.notifier.desk import Desk, code, eligible
from tests.integration.notifier.site import API, ME, MINE, THEIRS, browser, make_app, program, words
from tests.support.identity import LocalIssuer

CHAMBER = Principal("c", "普陀区商会", frozenset({Role.ASSOCIATION_MEMBER}), credit_code=code(9))


@pytest.fixture
def app(desk: Desk, local_issuer: LocalIssuer) -> FastAPI:
    return make_app(desk, local_issuer)


@pytest.fixture
async def me(app: FastAPI, local_issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with program(app, local_issuer, ME) as client:
        yield client


@pytest.fixture
async def mine(app: FastAPI, local_issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app, local_issuer, ME) as client:
        yield client


@pytest.fixture
async def chamber(app: FastAPI, local_issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with program(app, local_issuer, CHAMBER) as client:
        yield client


async def reach(chamber: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await chamber.get(f"{API}/association/reach")).json()["items"]
    return found


async def ask(chamber: httpx.AsyncClient, *codes: str) -> list[str]:
    answer = await chamber.post(f"{API}/association/members", json={"credit_codes": codes})
    return [item["credit_code"] for item in answer.json()["items"]]


async def agree(me: httpx.AsyncClient) -> None:
    assert (await me.post(f"{API}/associations/{CHAMBER.credit_code}/agree")).is_success


async def open_first(me: httpx.AsyncClient) -> None:
    (message,) = (await me.get(f"{API}/messages")).json()["items"]
    await me.post(f"{API}/messages/{message['id']}/open")


async def test_what_is_followed_is_listed_until_it_is_not(me: httpx.AsyncClient) -> None:
    theme = {"kind": "theme", "target": "technology"}
    await me.post(f"{API}/follows", json=theme)
    await me.post(f"{API}/follows", json=theme)

    assert (await me.get(f"{API}/follows")).json()["items"] == [{**theme, "label": "科技创新"}]
    await me.delete(f"{API}/follows", params=theme)
    assert (await me.get(f"{API}/follows")).json()["items"] == []


async def test_what_is_typed_wrong_stays_in_the_form(mine: httpx.AsyncClient) -> None:
    answer = await mine.post("/my/follows/follow", data={"kind": "search", "search": "字" * 101})

    assert answer.status_code == 422
    assert "搜索词请不超过 100 个字" in words(answer)
    assert "字" * 101 in answer.text


async def test_a_policy_is_muted_from_its_message(desk: Desk, mine: httpx.AsyncClient) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    ((message,),) = await desk.rows("SELECT id FROM message")
    form = {"kind": "policy", "target": str(desk.policy_id), "back": f"/my/inbox/{message}"}
    answer = await mine.post("/my/follows/mute", data=form)

    assert answer.headers["location"] == f"/my/inbox/{message}"
    assert "普陀区研发费用补助实施细则" in words(await mine.get("/my/follows"))


@pytest.mark.parametrize("back", ["https://evil.example/my/inbox/", "//evil.example/", "/auth/logout"])
async def test_a_button_leads_back_to_our_own_pages_only(mine: httpx.AsyncClient, back: str) -> None:
    form = {"kind": "theme", "theme": "finance", "back": back}

    assert (await mine.post("/my/follows/follow", data=form)).headers["location"] == "/my/follows"


async def test_an_association_sees_nothing_before_the_enterprise_agrees(
    desk: Desk, me: httpx.AsyncClient, chamber: httpx.AsyncClient
) -> None:
    await ask(chamber, MINE)
    await desk.take(desk.matches(eligible(MINE, THEIRS)))
    assert await reach(chamber) == []

    desk.clock.advance(timedelta(seconds=1))
    await agree(me)
    assert await reach(chamber) == []


async def test_an_association_sees_who_has_not_opened(
    desk: Desk, me: httpx.AsyncClient, chamber: httpx.AsyncClient
) -> None:
    await ask(chamber, MINE)
    await agree(me)
    await desk.take(desk.matches(eligible(MINE, THEIRS)))
    path = f"{API}/association/reach/{desk.policy_id}"

    assert [(one["told"], one["opened"]) for one in await reach(chamber)] == [(1, 0)]
    assert [one["credit_code"] for one in (await chamber.get(path)).json()["items"]] == [MINE]
    await open_first(me)
    assert (await chamber.get(path)).json()["items"] == []


async def test_what_ended_is_not_seen_any_more(
    desk: Desk, me: httpx.AsyncClient, chamber: httpx.AsyncClient
) -> None:
    await ask(chamber, MINE)
    await agree(me)
    await desk.take(desk.matches(eligible(MINE)))
    await me.post(f"{API}/associations/{CHAMBER.credit_code}/end")

    assert await reach(chamber) == []
    assert await ask(chamber, MINE) == []


@pytest.mark.parametrize("codes", [["123"], [CHAMBER.credit_code], ["  "]])
async def test_codes_that_cannot_be_asked_are_refused(chamber: httpx.AsyncClient, codes: list[str]) -> None:
    answer = await chamber.post(f"{API}/association/members", json={"credit_codes": codes})

    assert answer.status_code == 422


async def test_who_objected_is_not_counted(desk: Desk, me: httpx.AsyncClient) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    await me.put(f"{API}/consent", json={"opening": False, "clicks": False})
    await open_first(me)

    assert await desk.emitted("notification.opened.v1") == 0
    assert (await me.get(f"{API}/messages/count")).json()["unread"] == 0


async def test_a_link_is_counted_once_and_only_with_consent(
    desk: Desk, me: httpx.AsyncClient, mine: httpx.AsyncClient
) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    ((message,),) = await desk.rows("SELECT id FROM message")
    assert "/my/inbox/to/" not in (await mine.get(f"/my/inbox/{message}")).text

    await me.put(f"{API}/consent", json={"opening": True, "clicks": True})
    shown = (await mine.get(f"/my/inbox/{message}")).text
    link = shown.split('href="/my/inbox/to/')[1].split('"')[0]
    for _ in range(2):
        went = await mine.get(f"/my/inbox/to/{link}")
        assert went.headers["location"].endswith((f"/biz/policies/{desk.policy_id}", f"/{desk.policy_id}"))

    assert await desk.emitted("notification.opened.v1") == 2
    assert (await mine.get(f"/my/inbox/to/{link}x")).status_code == 404
