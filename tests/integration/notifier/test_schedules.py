"""The pages and the API of what each endpoint gets, and the templates as operators see them."""

from uuid import uuid4

import pytest

from notifier.adapters.letters import LANGUAGES
from notifier.domain.samples import SAMPLES
from tests.integration.notifier.desk import Desk
from tests.integration.notifier.site import (
    API,
    ME,
    MINE,
    OPERATOR,
    SITE,
    THEY,
    browser,
    make_app,
    program,
    words,
)
from tests.support.identity import LocalIssuer

FORM = {"mode_new_match": "daily", "quiet_from": "22:00", "quiet_until": "08:00", "digest_at": "17:30"}


async def test_what_is_set_is_said_and_kept(desk: Desk, local_issuer: LocalIssuer) -> None:
    (endpoint,) = await desk.wants(MINE, "one@example.com")
    page = f"/my/preferences/schedule/{endpoint.id}"
    async with browser(make_app(desk, local_issuer), local_issuer, ME) as me:
        assert (await me.post(page, data=FORM)).headers["location"].startswith("/my/preferences/schedule")
        said = words(await me.get("/my/preferences/schedule"))
        shown = await me.get(page)

    assert "每天 17:30 汇总成一封：新匹配政策。" in said
    assert "22:00 至 08:00 不打扰" in said
    assert 'value="17:30"' in shown.text
    assert await desk.rows("SELECT kind, mode FROM preference") == [("new_match", "daily")]


async def test_what_is_wrong_stands_beside_what_was_typed(desk: Desk, local_issuer: LocalIssuer) -> None:
    (endpoint,) = await desk.wants(MINE, "one@example.com")
    async with browser(make_app(desk, local_issuer), local_issuer, ME) as me:
        refused = await me.post(
            f"/my/preferences/schedule/{endpoint.id}", data={**FORM, "quiet_until": "", "digest_at": "晚上"}
        )

    assert refused.status_code == 422
    assert "请按 09:00 的样子填写时间。" in words(refused)
    assert 'value="晚上"' in refused.text
    assert await desk.rows("SELECT * FROM endpoint_settings") == []


async def test_the_api_sets_and_returns_it(desk: Desk, local_issuer: LocalIssuer) -> None:
    (hook,) = await desk.wants(MINE, "https://example.com/hook")
    path = f"{API}/enterprises/{MINE}/endpoints/{hook.id}/sending"
    app = make_app(desk, local_issuer)
    async with program(app, local_issuer, ME) as me:
        set_to = await me.put(path, json={"modes": {"followed": "off"}, "language": "en"})
        read = await me.get(path)
        refused = await me.put(path, json={"modes": {"followed": "daily"}})

    assert set_to.json() == read.json()
    assert (read.json()["modes"], read.json()["language"]) == ({"followed": "off"}, "en")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/modes/followed"


async def test_nobody_sets_what_others_get(desk: Desk, local_issuer: LocalIssuer) -> None:
    (endpoint,) = await desk.wants(MINE, "one@example.com")
    app = make_app(desk, local_issuer)
    async with browser(app, local_issuer, THEY) as they:
        for asked in (endpoint.id, uuid4(), "nonsense"):
            assert (await they.get(f"/my/preferences/schedule/{asked}")).status_code == 404
            assert (await they.post(f"/my/preferences/schedule/{asked}", data=FORM)).status_code == 404

    assert await desk.rows("SELECT * FROM preference") == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_operators_preview_every_template(desk: Desk, local_issuer: LocalIssuer, language: str) -> None:
    async with program(make_app(desk, local_issuer), local_issuer, OPERATOR) as operator:
        listed = (await operator.get(f"{API}/letters", params={"language": language})).json()["items"]
        asked = {"name": "digest", "language": language, "as": "html"}
        html = await operator.get(f"{API}/letters/preview", params=asked)
        missing = await operator.get(f"{API}/letters/preview", params={"name": "nonsense"})

    assert {item["name"] for item in listed} == {*SAMPLES, "digest"}
    assert all(item["subject"] and item["text"] and item["html"] for item in listed)
    assert f"{SITE}/biz/policies/" in html.text
    assert missing.status_code == 404
