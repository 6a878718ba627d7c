"""The department's pages, as a browser uses them."""

import httpx
import pytest

from shared.identity import Principal
from tests.integration.publisher.conftest import Office
from tests.support.html_forms import form_fields
from tests.support.publisher import (
    EDITOR,
    OPERATOR,
    PUBLISHER,
    REVIEWERS,
    benefit_content,
    draft,
)


async def page(office: Office, who: Principal, path: str) -> httpx.Response:
    async with office.browser(who) as browser:
        return await browser.get(path)


async def send(office: Office, who: Principal, path: str, **fields: str | list[str]) -> httpx.Response:
    async with office.browser(who) as browser:
        return await browser.post(path, data=fields)


async def test_a_form_begins_one_draft_however_often_it_is_sent(office: Office) -> None:
    fields = {"kind": "benefit", "title": "关于补贴的通知", "once": "one form"}
    answers = [await send(office, EDITOR, "/publish/new", **fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert (await office.get(EDITOR, "/policies")).json()["items"][0]["title"] == "关于补贴的通知"


async def test_a_form_without_title_says_so_beside_the_field(office: Office) -> None:
    answer = await send(office, EDITOR, "/publish/new", kind="document", title="")
    assert answer.status_code == 422
    assert "请填写标题" in answer.text


FIELDS = {
    "kind": "benefit",
    "title": "关于申报补贴的通知",
    "issuer_name": "普陀区科学技术委员会",
    "document_number": "普科委【2026】第08号",
    "written_on": "2026-11-01",
    "theme": "technology",
    "genre": "通知",
    "summary": "给企业补贴。",
    "body": "一、对象\n在普陀区注册的企业。",
    "disclosure": "active",
    "interpretation_count": "1",
    "interpretation_0_kind": "official",
    "interpretation_0_title": "解读",
    "interpretation_0_body": "申报条件、评审标准、申报材料见下。",
    "interpretation_0_questions": "问：怎样申报？\n答：在一网通办申报。",
}


KEPT = benefit_content()


async def test_the_form_saves_every_field_and_keeps_what_has_none(office: Office) -> None:
    policy_id = await office.create(draft(benefit_content(title="旧标题")))
    path = f"/publish/policies/{policy_id}/edit"
    answer = await send(office, EDITOR, path, version="1", do="criteria", **FIELDS)
    assert answer.headers["location"] == f"/publish/policies/{policy_id}/criteria"
    policy = (await office.get(EDITOR, f"/policies/{policy_id}")).json()
    content = policy["draft"]["content"]
    assert policy["unmet"] == ["审核没有完成，还差初审。"]
    assert content["document_number"] == "普科委〔2026〕8号"
    assert (content["benefit"], content["criteria"]) == (KEPT["benefit"], KEPT["criteria"])
    assert content["interpretations"][0]["questions"][0]["answer"] == "在一网通办申报。"


async def test_saving_the_form_as_it_is_shown_changes_nothing(office: Office) -> None:
    policy_id = await office.create()
    before = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]
    fields = form_fields((await page(office, EDITOR, f"/publish/policies/{policy_id}/edit")).text)
    answer = await send(office, EDITOR, f"/publish/policies/{policy_id}/edit", **fields)
    assert answer.status_code == 303, answer.text
    after = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]
    assert after == before


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("written_on", "去年", "日期应写成"),
        ("document_number", "普科委2026-8", "读不出机关代字"),
        ("interpretation_0_questions", "怎么申报", "一问一答"),
    ],
)
async def test_a_wrong_field_keeps_what_was_typed(
    office: Office, field: str, typed: str, sentence: str
) -> None:
    policy_id = await office.create(draft({"kind": "benefit", "title": "旧标题"}))
    path = f"/publish/policies/{policy_id}/edit"
    answer = await send(office, EDITOR, path, version="1", do="save", **{**FIELDS, field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed.replace('"', "&#34;") in answer.text
    assert f'id="{field}-error"' in answer.text


async def test_a_stale_form_shows_both_and_loses_neither(office: Office) -> None:
    policy_id = await office.create(draft({"kind": "benefit", "title": "旧标题"}))
    path = f"/publish/policies/{policy_id}/edit"
    await send(office, EDITOR, path, version="1", do="save", **{**FIELDS, "title": "甲的标题"})
    answer = await send(office, EDITOR, path, version="1", do="save", **{**FIELDS, "title": "乙的标题"})
    assert answer.status_code == 409
    assert "甲的标题" in answer.text
    assert "乙的标题" in answer.text
    again = await send(office, EDITOR, path, version="2", do="save", **{**FIELDS, "title": "乙的标题"})
    assert again.status_code == 303


async def test_only_allowed_actions_are_shown(office: Office) -> None:
    policy_id = await office.create()
    path = f"/publish/policies/{policy_id}"
    assert "提交审核</button>" in (await page(office, EDITOR, path)).text
    assert "提交审核</button>" not in (await page(office, PUBLISHER, path)).text
    assert '<form method="post" action="/publish/' not in (await page(office, OPERATOR, path)).text


async def test_reviews_and_publishes_in_the_browser(office: Office) -> None:
    policy_id = await office.create()
    path = f"/publish/policies/{policy_id}"
    await send(office, EDITOR, f"{path}/submit")
    for step, reviewer in zip(("first", "second", "final"), REVIEWERS, strict=True):
        answer = await send(office, reviewer, f"{path}/review", step=step, decision="approve", proofread="on")
        assert answer.status_code == 303
    assert "发布</button>" in (await page(office, PUBLISHER, path)).text
    await send(office, PUBLISHER, f"{path}/publish")
    shown = (await page(office, EDITOR, path)).text
    assert "已发布" in shown
    assert "分发回执" in shown
    assert (await page(office, EDITOR, f"{path}/receipt")).status_code == 200


async def test_publishing_without_reviews_says_what_is_unmet(office: Office) -> None:
    policy_id = await office.create()
    answer = await send(office, PUBLISHER, f"/publish/policies/{policy_id}/publish")
    assert answer.status_code == 303
    assert "审核没有完成" in (await page(office, PUBLISHER, f"/publish/policies/{policy_id}")).text


async def test_the_review_page_shows_what_changed(office: Office) -> None:
    policy_id = await office.published()
    async with office.api(EDITOR) as client:
        changed = draft(benefit_content(summary="新的概述。"))
        await client.put(f"/policies/{policy_id}/draft", json=changed)
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    text = (await page(office, REVIEWERS[0], f"/publish/policies/{policy_id}/review")).text
    assert "与第 1 版相比" in text
    assert "新的概述。" in text


async def test_withdrawal_asks_for_a_reason(office: Office) -> None:
    policy_id = await office.published()
    path = f"/publish/policies/{policy_id}"
    answer = await send(office, PUBLISHER, f"{path}/withdraw", kind="repealed", reason="")
    assert answer.status_code == 422
    assert "请写明撤回的原因" in answer.text
    answer = await send(office, PUBLISHER, f"{path}/withdraw", kind="repealed", reason="不再适用。")
    assert answer.status_code == 303
    assert "已废止" in (await page(office, EDITOR, path)).text


async def test_uploads_a_document_and_goes_to_the_form(office: Office) -> None:
    text = "普科委〔2026〕8号\n关于申报补贴的通知\n各单位：\n请申报。\n普陀区科学技术委员会\n2026年2月24日"
    async with office.browser(EDITOR) as browser:
        answer = await browser.post("/publish/import", files={"file": ("通知.txt", text.encode())})
        assert answer.status_code == 303
        form = await browser.get(answer.headers["location"])
    assert "普科委〔2026〕8号" in form.text
    assert "关于申报补贴的通知" in form.text


async def test_an_upload_that_cannot_be_read_says_why(office: Office) -> None:
    async with office.browser(EDITOR) as browser:
        answer = await browser.post("/publish/import", files={"file": ("照片.png", b"\x89PNG\x00")})
    assert answer.status_code == 422
    assert "文件" in answer.text


async def test_lists_by_state(office: Office) -> None:
    await office.create(draft(benefit_content(title="一份草稿")))
    await office.published(draft(benefit_content(title="一份发布的")))
    text = (await page(office, EDITOR, "/publish/?state=draft")).text
    assert "一份草稿" in text
    assert "一份发布的" not in text


async def test_a_visitor_is_sent_to_sign_in(office: Office) -> None:
    transport = httpx.ASGITransport(office.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as visitor:
        answer = await visitor.get("/publish/", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/auth/login")
