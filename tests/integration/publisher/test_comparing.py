"""Any two revisions side by side; a stale edit with both versions."""

from typing import Any

import httpx

from tests.integration.publisher.conftest import Office
from tests.support.html_forms import form_fields
from tests.support.publisher import EDITOR, PUBLISHER, benefit_content, draft

TREE = {"fact": "revenue", "op": "gte", "value": 1000000}


async def put(office: Office, policy_id: str, if_match: str = "*", **changes: Any) -> httpx.Response:
    async with office.api(EDITOR) as client:
        body = draft(benefit_content(**changes))
        return await client.put(f"/policies/{policy_id}/draft", json=body, headers={"If-Match": if_match})


async def compare(office: Office, policy_id: str, query: str = "") -> dict[str, Any]:
    answer = await office.get(EDITOR, f"/policies/{policy_id}/compare{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_compares_the_draft_with_what_is_live(office: Office) -> None:
    policy_id = await office.published(draft(benefit_content(criteria={"all": [TREE]})))
    tree = {"all": [TREE | {"value": 2000000}]}
    assert (await put(office, policy_id, criteria=tree, summary="另一句概述。")).status_code == 200
    found = await compare(office, policy_id)
    assert (found["before"], found["after"]) == ("1", "draft")
    fields = {each["label"]: each["rows"] for each in found["fields"]}
    assert set(fields) == {"内容概述", "申报条件"}
    [changed] = [row for row in fields["申报条件"] if row["kind"] == "changed"]
    said = ["".join(piece["text"] for piece in changed[side]) for side in ("before", "after")]
    assert ["100 万元" in said[0], "200 万元" in said[1]] == [True, True]


async def test_compares_any_two_in_either_direction(office: Office) -> None:
    policy_id = await office.published(draft(benefit_content(title="标题一")))
    for title in ("标题二", "标题三"):
        await put(office, policy_id, title=title)
        await office.approve(policy_id)
        assert (await office.post(PUBLISHER, f"/policies/{policy_id}/publish")).status_code == 200
    for before, after, words in ((1, 3, ("标题一", "标题三")), (3, 2, ("标题三", "标题二"))):
        found = await compare(office, policy_id, f"?before={before}&after={after}")
        [row] = found["fields"][0]["rows"]
        assert tuple("".join(p["text"] for p in row[side]) for side in ("before", "after")) == words


async def test_what_is_not_there_cannot_be_compared(office: Office) -> None:
    policy_id = await office.published()
    for query, status in {"before=7": 404, "after=draft": 404, "after=x": 422, "before=-1": 422}.items():
        answer = await office.get(EDITOR, f"/policies/{policy_id}/compare?{query}")
        assert answer.status_code == status, query


async def test_a_stale_edit_gets_both_versions(office: Office) -> None:
    policy_id = await office.create()
    await put(office, policy_id, '"1"', title="先保存的")
    problem = (await put(office, policy_id, '"1"', title="后保存的")).json()
    assert (problem["status"], problem["version"]) == (409, 2)
    assert (problem["theirs"]["title"], problem["yours"]["title"]) == ("先保存的", "后保存的")


async def test_a_stale_form_shows_both_and_keeps_what_was_typed(office: Office) -> None:
    policy_id = await office.create()
    path = f"/publish/policies/{policy_id}"
    async with office.browser(EDITOR) as browser:
        form = form_fields((await browser.get(f"{path}/edit")).text)
        await put(office, policy_id, '"1"', summary="同事写的概述。")
        form["summary"] = ["我写的概述。"]
        stale = await browser.post(f"{path}/edit", data=form)
        assert (stale.status_code, "他人保存的" in stale.text) == (409, True)
        again = form_fields(stale.text)
        assert (again["summary"], again["version"]) == (["我写的概述。"], ["2"])
        assert "同事" in stale.text
        assert (await browser.post(f"{path}/edit", data=again)).status_code == 303
    saved = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]
    assert saved["summary"] == "我写的概述。"


async def test_the_pages_show_a_revision_and_a_comparison(office: Office) -> None:
    policy_id = await office.published(draft(benefit_content(title="旧标题")))
    await put(office, policy_id, title="新标题")
    async with office.browser(EDITOR) as browser:
        compared = (await browser.get(f"/publish/policies/{policy_id}/compare")).text
        old = (await browser.get(f"/publish/policies/{policy_id}/revisions/1")).text
        policy = (await browser.get(f"/publish/policies/{policy_id}")).text
    assert '<del><span class="visually-hidden">删去：</span>旧</del>标题' in compared
    assert "第 1 版：旧标题" in old
    assert f"/publish/policies/{policy_id}/compare" in policy
