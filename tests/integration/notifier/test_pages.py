"""What an enterprise sees and does on its pages."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from notifier.domain.kinds import MessageKind
from tests.integration.notifier.desk import Desk, eligible
from tests.integration.notifier.site import ME, MINE, browser, make_app, words
from tests.support.identity import LocalIssuer

# No policy and no message has it. Always the same: workers that share the tests must see the same names.
NOWHERE = UUID("00000000-0000-4000-8000-000000000000")


@pytest.fixture
async def client(desk: Desk, local_issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(make_app(desk, local_issuer), local_issuer, ME) as client:
        yield client


async def test_an_empty_inbox_says_what_to_do(client: httpx.AsyncClient) -> None:
    page = await client.get("/my/inbox/")

    assert page.status_code == 200
    assert "完善企业画像" in words(page)


async def test_the_inbox_marks_what_is_unread(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    ((message_id,),) = await desk.rows("SELECT id FROM message")
    before = await client.get("/my/inbox/")

    opened = await client.get(f"/my/inbox/{message_id}")
    await client.get(f"/my/inbox/{message_id}")
    after = await client.get("/my/inbox/?show=unread")

    assert "1 条未读" in words(before)
    assert "您可以申报：普陀区研发费用补助实施细则" in words(opened)
    assert "没有符合筛选条件的消息" in words(after)
    assert await desk.emitted("notification.opened.v1") == 1


async def test_an_old_message_shows_the_deadline_as_it_is_now(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.matches(eligible(MINE)), desk.withdrawn())
    ((message_id,),) = await desk.rows("SELECT id FROM message WHERE kind = 'new_match'")

    assert "已停用，不能再申报" in words(await client.get(f"/my/inbox/{message_id}"))


@pytest.mark.parametrize("path", ["/my/inbox/nonsense", f"/my/inbox/{NOWHERE}"])
async def test_what_is_not_there_is_said_so(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)

    assert page.status_code == 404
    assert "没有这条消息" in words(page)


@pytest.mark.parametrize("query", ["?kind=nothing", "?show=nothing", "?kind=opening&show=unread", "?cursor="])
async def test_odd_filters_do_no_harm(desk: Desk, client: httpx.AsyncClient, query: str) -> None:
    await desk.take(desk.matches(eligible(MINE)))

    assert (await client.get(f"/my/inbox/{query}")).status_code == 200


async def test_a_broken_cursor_is_a_page(client: httpx.AsyncClient) -> None:
    page = await client.get("/my/inbox/?cursor=x")

    assert page.status_code == 422
    assert "翻页位置无效" in words(page)


@pytest.mark.parametrize(("search", "found"), [("研发 8号", True), ("研发 贷款", False), ("%", False)])
async def test_the_inbox_is_searched_by_words(
    desk: Desk, client: httpx.AsyncClient, search: str, found: bool
) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    page = await client.get("/my/inbox/", params={"q": search})

    assert ("您可以申报：普陀区研发费用补助实施细则" in words(page)) is found
    assert f'value="{search}"' in page.text


async def test_my_reminders(desk: Desk, client: httpx.AsyncClient) -> None:
    assert "没有要提醒的申报" in words(await client.get("/my/reminders"))

    await desk.take(desk.matches(eligible(MINE)))
    await desk.arm()

    assert "2026年4月8日 09:00" in words(await client.get("/my/reminders"))


async def test_a_webhook_is_added_and_its_secret_shown_once(desk: Desk, client: httpx.AsyncClient) -> None:
    added = await client.post(
        "/my/preferences/endpoints", data={"kind": "webhook", "address": "https://example.com/hook"}
    )
    found = re.search(r"whsec_[A-Za-z0-9+/=]{20,}", added.text)

    assert found is not None
    assert found[0] not in (await client.get("/my/preferences")).text
    assert found[0] not in str(await desk.rows("SELECT secret FROM endpoint"))


async def test_a_bad_address_keeps_what_was_typed(desk: Desk, client: httpx.AsyncClient) -> None:
    page = await client.post("/my/preferences/endpoints", data={"kind": "email", "address": "nobody"})

    assert page.status_code == 422
    assert 'value="nobody"' in page.text
    assert "请输入完整的邮箱地址" in words(page)
    assert await desk.rows("SELECT * FROM endpoint") == []


@pytest.mark.parametrize("form", [{}, {"kind": "pigeon"}, {"kind": "inbox", "address": "x"}])
async def test_a_kind_must_be_chosen(client: httpx.AsyncClient, form: dict[str, str]) -> None:
    page = await client.post("/my/preferences/endpoints", data=form)

    assert page.status_code == 422
    assert "请选择接收方式" in words(page)


async def test_an_endpoint_is_removed(desk: Desk, client: httpx.AsyncClient) -> None:
    (endpoint,) = await desk.wants(MINE, "me@example.com")
    await client.post(f"/my/preferences/endpoints/{endpoint.id}/remove")
    nonsense = await client.post("/my/preferences/endpoints/nonsense/remove")

    assert await desk.rows("SELECT * FROM endpoint") == []
    assert nonsense.status_code == 404


async def test_only_chosen_kinds_are_pushed(desk: Desk, client: httpx.AsyncClient) -> None:
    await client.post("/my/preferences/kinds", data={"pushed": ["deadline", "nonsense"]})

    muted = await desk.rows("SELECT kind FROM muted_kind")
    assert {kind for (kind,) in muted} == set(MessageKind) - {MessageKind.DEADLINE}
