"""Writing drafts over the API: versions, keys, bad input, lists."""

import asyncio

import pytest

from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR, PUBLISHER, benefit_content, draft


async def test_a_draft_has_an_etag_and_an_address(office: Office) -> None:
    answer = await office.post(EDITOR, "/policies", draft())
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"].endswith(answer.json()["policy_id"])


async def test_a_stale_edit_is_refused_with_the_present_version(office: Office) -> None:
    policy_id = await office.create()
    path = f"/policies/{policy_id}/draft"
    async with office.api(EDITOR) as client:
        first = await client.put(path, json=draft(), headers={"If-Match": '"1"'})
        second = await client.put(path, json=draft(), headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert (second.status_code, second.headers["ETag"]) == (409, '"2"')


async def test_of_two_edits_at_once_one_wins(office: Office) -> None:
    policy_id = await office.create()

    async def put() -> int:
        async with office.api(EDITOR) as client:
            path = f"/policies/{policy_id}/draft"
            return (await client.put(path, json=draft(), headers={"If-Match": '"1"'})).status_code

    assert sorted(await asyncio.gather(put(), put(), put())) == [200, 409, 409]


async def test_an_unchanged_draft_is_not_sent_again(office: Office) -> None:
    policy_id = await office.create()
    async with office.api(EDITOR) as client:
        answer = await client.get(f"/policies/{policy_id}", headers={"If-None-Match": '"1"'})
    assert answer.status_code == 304


async def test_the_same_key_creates_once(office: Office) -> None:
    answers = [await office.post(EDITOR, "/policies", draft(), **KEY) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await office.get(EDITOR, "/policies")).json()["items"]) == 1


async def test_the_same_key_at_once_creates_once(office: Office) -> None:
    answers = await asyncio.gather(*(office.post(EDITOR, "/policies", draft(), **KEY) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["policy_id"] for answer in answers}) == 1


async def test_a_key_is_not_for_another_request(office: Office) -> None:
    await office.post(EDITOR, "/policies", draft(), **KEY)
    other = draft(benefit_content(title="另一份"))
    assert (await office.post(EDITOR, "/policies", other, **KEY)).status_code == 409


async def test_publishing_twice_with_one_key_publishes_once(office: Office) -> None:
    policy_id = await office.create()
    await office.approve(policy_id)
    path = f"/policies/{policy_id}/publish"
    answers = [await office.post(PUBLISHER, path, **KEY) for _ in range(2)]
    assert [answer.json()["last_revision"] for answer in answers] == [1, 1]


KEY = {"Idempotency-Key": "the one key"}


async def test_publishing_at_once_publishes_once(office: Office) -> None:
    policy_id = await office.create()
    await office.approve(policy_id)
    path = f"/policies/{policy_id}/publish"
    answers = await asyncio.gather(*(office.post(PUBLISHER, path) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_corrects_a_document_number(office: Office) -> None:
    policy_id = await office.create(draft(benefit_content(document_number="普科委[2026]第008号")))
    content = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]
    assert content["document_number"] == "普科委〔2026〕8号"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"document_number": "普科委2026-8"}, "#/document_number"),
        ({"criteria": {"all": [{"fact": "shoe_size", "op": "eq", "value": 1}]}}, "#/criteria/all/0"),
        ({"criteria": {"fact": "revenue", "op": "gte", "value": 10**400}}, ""),
        ({"unknown": 1}, "#/content/unknown"),
        ({"written_on": "去年"}, "#/content/written_on"),
        ({"title": "长" * 301}, "#/content/title"),
        ({"benefit": {"kind": "gift", "amount_text": ""}}, "#/content/benefit/kind"),
    ],
)
async def test_bad_content_is_refused_with_its_place(
    office: Office, change: dict[str, object], pointer: str
) -> None:
    answer = await office.post(EDITOR, "/policies", draft(benefit_content(**change)))
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0].get("pointer", "").startswith(pointer)
    assert (await office.get(EDITOR, "/policies")).json()["items"] == []


async def test_withholding_names_the_law(office: Office) -> None:
    answer = await office.post(EDITOR, "/policies", draft(disclosure="withheld"))
    assert answer.json()["errors"][0]["pointer"] == "#/legal_reason"


async def test_pages_through_a_list(office: Office) -> None:
    made = [await office.create() for _ in range(5)]
    seen: list[str] = []
    path = "/policies?limit=2"
    while path:
        page = (await office.get(EDITOR, path)).json()
        seen += [item["policy_id"] for item in page["items"]]
        path = f"/policies?limit=2&cursor={page['next']}" if page["next"] else ""
    assert sorted(seen) == sorted(made)


async def test_a_forged_cursor_is_refused(office: Office) -> None:
    assert (await office.get(EDITOR, "/policies?cursor=abc")).status_code == 422


async def test_finds_by_state_and_words(office: Office) -> None:
    await office.create(draft(benefit_content(title="甲的通知")))
    await office.published(draft(benefit_content(title="乙的通知%")))
    for query, titles in {
        "state=live": ["乙的通知%"],
        "state=draft": ["甲的通知"],
        "q=甲": ["甲的通知"],
        "q=%25": ["乙的通知%"],
    }.items():
        items = (await office.get(EDITOR, f"/policies?{query}")).json()["items"]
        assert [item["title"] for item in items] == titles, query
