"""Editors make collections for the theme library. Today is 18 March 2026."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from portal_sync.main import build
from shared.identity import Principal, Role
from tests.integration.portal_sync.conftest import Portal
from tests.support.identity import EDITOR, PUBLIC_URL
from tests.support.policies import published

HOME = "/publish/collections"
PUBLISHER = Principal("kw.publisher", "发布", frozenset({Role.DEPARTMENT_PUBLISHER}), department="KW")


@dataclass
class Desk:
    """An editor's browser."""

    portal: Portal
    browser: httpx.AsyncClient

    async def sees(self, path: str) -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == 200, path
        return answer.text

    async def send(self, path: str, **form: str) -> httpx.Response:
        return await self.browser.post(path, data=form)

    async def makes(self, **form: str) -> str:
        """Make a collection; return its address."""
        answer = await self.send(f"{HOME}/new", **{"title": "春耕专题", "slug": "spring"} | form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removesuffix("/picks")

    async def order(self) -> list[str]:
        """The titles that the collection's public page shows, in their order."""
        answer = await self.portal.get("/gov/library/spring")
        return re.findall(r'item__title"><a href="[^"]+">([^<]+)<', answer.text)


def browser_of(portal: Portal, who: Principal) -> httpx.AsyncClient:
    app, issuer = portal.service.app, portal.issuer
    headers = {"Accept": "text/html", "Origin": PUBLIC_URL} | issuer.csrf(app, who)
    transport, cookies = httpx.ASGITransport(app), issuer.cookies(app, who)
    return httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=headers, cookies=cookies)


@pytest.fixture
async def desk(portal: Portal) -> AsyncIterator[Desk]:
    """A publisher's, who may do all."""
    async with browser_of(portal, PUBLISHER) as browser:
        yield Desk(portal, browser)


async def test_an_editor_writes_and_a_publisher_makes_public(desk: Desk) -> None:
    await desk.portal.deliver(published(theme="technology"))
    async with browser_of(desk.portal, EDITOR) as browser:
        editor = Desk(desk.portal, browser)
        place = await editor.makes(by_rule="on", theme="technology", channel="government")
        assert (await editor.send(f"{place}/publish")).status_code == 403
        assert "由本部门的发布员发布" in await editor.sees(place)
        await desk.send(f"{place}/publish")
        for act in ("", "/picks", "/unpublish", "/delete"):
            assert (await editor.send(f"{place}{act}", title="改了")).status_code == 403
        assert "修改和撤下由本部门的发布员操作" in await editor.sees(place)
        assert len(await desk.order()) == 1


async def test_a_rule_is_previewed_published_and_taken_back(desk: Desk) -> None:
    await desk.portal.deliver(
        *(published(title=f"科技文件{n}", theme="technology") for n in range(11)), published(theme="civil")
    )
    rule = {"by_rule": "on", "theme": "technology", "channel": "government"}
    preview = await desk.send(f"{HOME}/new", title="科技", act="preview", **rule)
    assert preview.status_code == 200
    assert "按规则归集到 11 份" in preview.text
    assert preview.text.count("item__title") == 10
    assert 'value="科技"' in preview.text
    assert "本部门还没有专题" in await desk.sees(HOME)
    place = await desk.makes(**rule)
    assert (await desk.portal.get("/gov/library/spring")).status_code == 404
    assert "草稿" in await desk.sees(HOME)
    assert (await desk.send(f"{place}/publish")).status_code == 303
    assert "春耕专题" in (await desk.portal.get("/gov/library")).text
    assert len(await desk.order()) == 11
    await desk.send(f"{place}/unpublish")
    assert (await desk.portal.get("/gov/library/spring")).status_code == 404


async def test_policies_are_found_picked_and_ordered(desk: Desk) -> None:
    policies = [published(title=f"种粮补贴第{n}批", benefit=None) for n in "一二三"]
    await desk.portal.deliver(*policies)
    place = await desk.makes()
    found = await desk.sees(f"{place}/picks?q=种粮补贴")
    for policy in policies:
        assert str(policy.policy_id) in found
        await desk.send(f"{place}/picks", act="add", policy_id=str(policy.policy_id), q="种粮补贴")
    assert (await desk.sees(f"{place}/picks?q=种粮补贴")).count("已在专题里") == 3
    await desk.send(f"{place}/publish")
    assert await desk.order() == ["种粮补贴第一批", "种粮补贴第二批", "种粮补贴第三批"]
    first, second, third = (str(policy.policy_id) for policy in policies)
    await desk.send(f"{place}/picks", act="up", policy_id=third)
    await desk.send(f"{place}/picks", act="down", policy_id=first)
    assert await desk.order() == ["种粮补贴第三批", "种粮补贴第一批", "种粮补贴第二批"]
    await desk.send(f"{place}/picks", act="remove", policy_id=second)
    assert await desk.order() == ["种粮补贴第三批", "种粮补贴第一批"]
    unknown = await desk.send(f"{place}/picks", act="add", policy_id=str(uuid4()), q="种粮")
    assert unknown.status_code == 422
    assert "政务频道没有这份文件。" in unknown.text
    assert 'value="种粮"' in unknown.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "请填写专题名称。"),
        ({"slug": "春耕"}, "只能用小写字母、数字和连字符，以字母开头。"),
        ({"slug": "theme-civil"}, "这个网址已经有别的专题了，请换一个。"),
        ({"by_rule": "on"}, "按规则归集时，请至少选一个条件。"),
        ({"by_rule": "on", "theme": "weather"}, "不是可选的值，请重新选择。"),
        ({"by_rule": "on", "year": "26"}, "请填写四位数的年份，例如 2026。"),
        ({"by_rule": "on", "at_least_yuan": "很多", "channel": "business"}, "应当是整数。"),
        ({"by_rule": "on", "size": "small"}, "只有营商频道的专题能用这个条件。"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(desk: Desk, typed: dict[str, Any], said: str) -> None:
    form = {"title": "春耕专题", "summary": "写了很久的简介", "channel": "government"} | typed
    answer = await desk.send(f"{HOME}/new", **form)
    assert answer.status_code == 422
    assert f'<span class="visually-hidden">错误：</span>{said}' in answer.text
    assert "写了很久的简介" in answer.text
    assert "本部门还没有专题" in await desk.sees(HOME)


async def test_two_editors_do_not_overwrite_one_another_unseen(desk: Desk) -> None:
    place = await desk.makes()
    form = {"title": "改过的名称", "version": "1", "channel": "government"}
    assert (await desk.send(place, **form)).status_code == 303
    late = await desk.send(place, **form | {"title": "迟到的名称"})
    assert late.status_code == 422
    assert "发布刚刚也改过这个专题" in late.text
    assert 'value="迟到的名称"' in late.text
    version = re.search(r'name="version" value="(\d+)"', late.text)
    assert version is not None
    await desk.send(place, **form | {"title": "迟到的名称", "version": version[1]})
    assert "迟到的名称" in await desk.sees(HOME)


async def test_nothing_is_published_empty_and_what_is_deleted_is_gone(desk: Desk) -> None:
    place = await desk.makes()
    refused = await desk.send(f"{place}/publish")
    assert refused.status_code == 422
    assert "专题里还没有内容" in refused.text
    assert "确定删除「春耕专题」吗？" in refused.text
    assert (await desk.send(f"{place}/delete")).headers["location"] == HOME
    assert (await desk.browser.get(place)).status_code == 404


async def test_a_file_picks_by_document_number(portal: Portal, tmp_path: Path) -> None:
    await portal.deliver(published(title="被挑选的文件"))
    file = tmp_path / "collections.json"
    file.write_text(json.dumps([{"slug": "picks", "title": "精选", "picks": ["普科委〔2026〕8号"]}]))
    service = build(portal.settings.model_copy(update={"collections_file": file}), portal.clock)
    transport = httpx.ASGITransport(service.app)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as visitor:
        assert "被挑选的文件" in (await visitor.get("/gov/library/picks")).text
    await service.database.close()
