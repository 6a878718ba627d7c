"""Input that no honest client sends: clear answers, no 500, nothing half done."""

import json
from typing import Any

import pytest

from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR, PUBLISHER, benefit_content, draft

BENEFIT: dict[str, Any] = {"kind": "grant", "amount_text": "补贴"}
LINK = {"name": "a", "media_type": "b", "size": 1, "sha256": "x"}


async def send(office: Office, path: str, body: object) -> int:
    """Post JSON that a client library would refuse to write."""
    async with office.api(EDITOR) as client:
        headers = {"content-type": "application/json"}
        return (await client.post(path, content=json.dumps(body), headers=headers)).status_code


async def test_drafts_beyond_reason_are_refused(office: Office) -> None:
    bodies = {
        "half a character": benefit_content(title="\ud800"),
        "a control character": benefit_content(title="a\x00"),
        "an endless sum": benefit_content(benefit=BENEFIT | {"cap_yuan": "1e999999"}),
        "a negative sum": benefit_content(benefit=BENEFIT | {"cap_yuan": "-5"}),
        "no number": benefit_content(benefit=BENEFIT | {"ratio": "NaN"}),
        "a window backwards": benefit_content(
            benefit=BENEFIT | {"windows": [{"first": "2026-02-01", "last": "2026-01-01"}]}
        ),
        "an endless window": benefit_content(
            benefit=BENEFIT | {"windows": [{"first": "2026-02-01", "last": "9999-12-31"}]}
        ),
        "a link that runs": benefit_content(attachments=[LINK | {"url": "javascript:alert(1)"}]),
        "a size beyond integers": benefit_content(attachments=[LINK | {"url": "/a", "size": 10**30}]),
        "a long list": benefit_content(keywords=["a"] * 1000),
        "a year of the past": benefit_content(written_on="0001-01-01"),
        "no tree": benefit_content(criteria={}),
    }
    answers = {what: await send(office, "/policies", draft(body)) for what, body in bodies.items()}
    assert set(answers.values()) <= {400, 422}, answers


async def test_bodies_that_are_no_draft_are_refused(office: Office) -> None:
    bodies: list[object] = [{}, [], None, "x", 1, draft(channels=["moon"])]
    assert {await send(office, "/policies", body) for body in bodies} == {422}


async def test_a_tree_without_end_is_refused(office: Office) -> None:
    body = '{"content":{"criteria":' + '{"not":' * 3000 + "1" + "}" * 3000 + "}}"
    async with office.api(EDITOR) as client:
        answer = await client.post("/policies", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}


async def test_queries_beyond_reason_are_answered(office: Office) -> None:
    await office.create()
    queries: list[dict[str, str]] = [
        {"cursor": "!!!!"},
        {"cursor": "OTk5OS0xMi0zMVQyMzo1OTo1OSBkODIwMjU1Mi0xOTZhLTQ0ZTAtYTZhNy02ZTRmZTY2ZjE3OGE="},
        {"q": "\x00"},
        {"q": "%_\\"},
        {"q": "';--"},
        {"limit": "0"},
        {"state": "moon"},
    ]
    async with office.api(EDITOR) as client:
        answers = [(await client.get("/policies", params=query)).status_code for query in queries]
    assert answers == [422, 200, 400, 200, 200, 422, 422]


async def test_progress_that_is_no_progress_is_refused_by_item(office: Office) -> None:
    items: list[Any] = [{"application_id": "\ud800"}, {"application_id": "A1", "amount_yuan": "1e999"}, {}]
    async with office.api(EDITOR) as client:
        headers = {"content-type": "application/json"}
        body = json.dumps({"items": items})
        answer = await client.post("/applications/progress", content=body, headers=headers)
    assert (answer.status_code, answer.json()["refused"]) == (200, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"first_day": "9999-12-30"},
        {"first_day": "2026-12-01", "last_day": "9999-12-31"},
        {"first_day": "2026-12-01", "last_day": "2026-11-30"},
        {"entries": []},
        {"entries": [{"enterprise_name": "企业", "credit_code": "9"}]},
    ],
)
async def test_results_beyond_reason_are_refused(office: Office, change: dict[str, Any]) -> None:
    policy_id = await office.published()
    results = {
        "entries": [{"enterprise_name": "企业", "credit_code": "91310107MA1G00001X"}],
        "contact": {"name": "科技科", "phone": "021"},
    }
    answer = await office.post(PUBLISHER, f"/policies/{policy_id}/results", results | change)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("where", "form"),
    [
        ("edit", {"disclosure": "moon"}),
        ("edit", {"disclosure": "moon", "version": "x", "kind": "moon"}),
        ("edit", {"disclosure": "active", "version": "1", "title": "长" * 400}),
        ("edit", {"disclosure": "active", "version": "1", "expires_on": "9" * 5000}),
        ("benefit", {"benefit_kind": "moon", "version": "1"}),
        ("benefit", {"benefit_kind": "moon", "version": "x", "window_count": "9" * 14}),
        ("benefit", {"benefit_kind": "grant", "version": "1", "cap_yuan": "1e400"}),
        ("benefit", {"benefit_kind": "grant", "version": "1", "ratio": "NaN"}),
    ],
)
async def test_forms_beyond_reason_are_shown_again(office: Office, where: str, form: dict[str, str]) -> None:
    policy_id = await office.create()
    async with office.browser(EDITOR) as browser:
        path = f"/publish/policies/{policy_id}/{where}"
        answer = await browser.post(path, data=form | {"do": "save"})
    assert (answer.status_code, "<form" in answer.text) == (422, True)


async def test_a_form_that_names_no_version_replaces_nothing(office: Office) -> None:
    policy_id = await office.create()
    form = {"disclosure": "active", "title": "别的标题", "kind": "benefit", "version": "x"}
    async with office.browser(EDITOR) as browser:
        answer = await browser.post(f"/publish/policies/{policy_id}/edit", data=form)
    assert (answer.status_code, "别的标题" in answer.text) == (409, True)
    assert "别的标题" not in (await office.get(EDITOR, f"/policies/{policy_id}")).text


async def test_markup_in_a_document_is_text(office: Office) -> None:
    policy_id = await office.create(
        draft(benefit_content(title="<script>alert(1)</script>", body="<img src=x>"))
    )
    async with office.browser(EDITOR) as browser:
        page = (await browser.get(f"/publish/policies/{policy_id}")).text
    assert "<script>alert" not in page
    assert "<img" not in page
