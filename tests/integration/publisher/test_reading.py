"""Reading over the API: filters, entity tags, keys on every act."""

from typing import Any

import pytest

from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR, OPERATOR, PUBLISHER, benefit_content, draft

# What changes nothing needs no key.
WITHOUT_KEY = ("/ops/", "/documents/proposal")


async def titles(office: Office, query: str) -> list[str]:
    answer = await office.get(EDITOR, f"/policies?{query}")
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


async def test_narrows_the_list_down(office: Office) -> None:
    await office.published(
        draft(benefit_content(title="科技", theme="technology", published_on="2026-11-01"))
    )
    document = {"title": "就业", "kind": "document", "theme": "employment"}
    await office.create(draft(document, channels=["government"]))
    for query, found in {
        "theme=technology": ["科技"],
        "theme=employment&kind=document": ["就业"],
        "theme=technology&kind=document": [],
        "published_from=2026-11-01": ["科技"],
        "published_from=2026-11-02": [],
        "published_until=2026-10-31": [],
        "state=draft&state=live": ["就业", "科技"],
        "state=live&q=就": [],
    }.items():
        assert sorted(await titles(office, query)) == sorted(found), query


@pytest.mark.parametrize(
    "query", ["kind=gift", "published_from=昨天", "state=gone", "limit=0", "limit=101", "thema=x"]
)
async def test_a_wrong_filter_is_refused(office: Office, query: str) -> None:
    assert (await office.get(EDITOR, f"/policies?{query}")).status_code == 422


async def test_another_department_is_not_to_be_had_by_a_filter(office: Office) -> None:
    await office.create()
    assert len(await titles(office, "department=SW")) == 1  # one's own, whatever is asked for
    found = await office.get(OPERATOR, "/policies?department=SW")
    assert found.json()["items"] == []


async def test_the_page_narrows_down_and_keeps_a_wrong_day(office: Office) -> None:
    await office.published(draft(benefit_content(title="科技政策", theme="technology")))
    async with office.browser(EDITOR) as browser:
        assert "科技政策" in (await browser.get("/publish/?theme=technology&kind=benefit")).text
        assert "没有符合这些条件" in (await browser.get("/publish/?theme=employment")).text
        wrong = await browser.get("/publish/?published_from=%E6%98%A8%E5%A4%A9")
    assert (wrong.status_code, "昨天" in wrong.text, "日期应写成" in wrong.text) == (422, True, True)


async def test_what_did_not_change_is_not_sent_again(office: Office) -> None:
    policy_id = await office.published()
    async with office.api(EDITOR) as client:
        for path in ("/policies", f"/policies/{policy_id}", f"/policies/{policy_id}/revisions/1"):
            tag = (await client.get(path)).headers["ETag"]
            again = await client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
            assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag), path
        before = (await client.get("/policies")).headers["ETag"]
        await office.post(EDITOR, f"/policies/{policy_id}/revise")
        assert (await client.get("/policies", headers={"If-None-Match": before})).status_code == 200


async def test_every_act_takes_an_idempotency_key(office: Office) -> None:
    paths: dict[str, Any] = (await office.get(EDITOR, "/openapi.json")).json()["paths"]
    posts = {path: acts["post"] for path, acts in paths.items() if "post" in acts}
    without = [
        path
        for path, act in posts.items()
        if "Idempotency-Key" not in {each["name"] for each in act.get("parameters", [])}
        and not any(part in path for part in WITHOUT_KEY)
    ]
    assert without == []


async def test_an_act_sent_twice_under_one_key_is_done_once(office: Office) -> None:
    policy_id = await office.published()
    key = {"Idempotency-Key": "revise once"}
    answers = [await office.post(EDITOR, f"/policies/{policy_id}/revise", **key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    gone = {"kind": "repealed", "reason": "不再适用。"}
    key = {"Idempotency-Key": "withdraw once"}
    path = f"/policies/{policy_id}/withdraw"
    answers = [await office.post(PUBLISHER, path, gone, **key) for _ in range(2)]
    assert [answer.json()["last_revision"] for answer in answers] == [2, 2]
