"""Objections to results: confidential, decided one by one, and what the public sees meanwhile."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shared.events import ResultsAnnounced, ResultsFinalised
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.outbox import sent
from tests.integration.publisher.test_progress_sheets import workbook
from tests.support.publisher import EDITOR, OPERATOR, OTHER_PUBLISHER, PUBLISHER, REVIEWERS

CODES = ("91310107MA1G00001X", "91310107MA1G00002X")
ENTRIES = [
    {"enterprise_name": f"企业{n}", "credit_code": code, "note": "一等"} for n, code in enumerate(CODES)
]
LIST: dict[str, Any] = {"entries": ENTRIES, "contact": {"name": "科技科", "phone": "021-1"}}
SECRET = "王不留名"
AFTER = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)


async def announced(office: Office) -> str:
    policy_id = await office.published()
    made = await office.post(PUBLISHER, f"/policies/{policy_id}/results", LIST)
    return str(made.json()["announcement_id"])


async def objected(office: Office, listed: str, *, suspend: bool = False) -> str:
    body = {
        "credit_code": CODES[0],
        "objector_name": SECRET,
        "objector_contact": "secret@example.com",
        "statement": "研发费用造假。",
        "suspend": suspend,
    }
    answer = await office.post(PUBLISHER, f"/results/{listed}/objections", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["objection_id"])


async def test_an_objection_sent_twice_under_one_key_is_one(office: Office) -> None:
    listed = await announced(office)
    body = {
        "credit_code": CODES[0],
        "objector_name": SECRET,
        "objector_contact": "a@b.cn",
        "statement": "假。",
    }
    for _ in range(2):
        path, key = f"/results/{listed}/objections", {"Idempotency-Key": "object once"}
        assert (await office.post(PUBLISHER, path, body, **key)).status_code == 201
    kept = (await office.get(PUBLISHER, f"/results/{listed}/objections")).json()["items"]
    assert len(kept) == 1


async def decide(office: Office, listed: str, which: str, state: str) -> httpx.Response:
    body = {"objection_id": which, "state": state, "reason": "经查证。"}
    return await office.post(PUBLISHER, f"/results/{listed}/decisions", body)


async def public(office: Office) -> list[tuple[int, list[str]]]:
    """(revision, codes shown) of each announcement told, oldest first."""
    told = await sent(office.database, ResultsAnnounced)
    return [(event.revision, [entry.credit_code for entry in event.entries]) for event in told]


@pytest.mark.parametrize(
    ("state", "after"), [("upheld", [CODES[1]]), ("dismissed", list(CODES)), ("retracted", list(CODES))]
)
async def test_a_suspended_entry_leaves_and_returns_by_the_decision(
    office: Office, state: str, after: list[str]
) -> None:
    listed = await announced(office)
    which = await objected(office, listed, suspend=True)
    assert (await public(office))[-1] == (2, [CODES[1]])
    assert (await decide(office, listed, which, state)).status_code == 200
    assert (await public(office))[-1] == (3, after)
    assert (await decide(office, listed, which, state)).status_code == 409


async def test_an_entry_returns_only_when_no_objection_is_left(office: Office) -> None:
    listed = await announced(office)
    first, second = await objected(office, listed, suspend=True), await objected(office, listed)
    await decide(office, listed, first, "dismissed")
    assert (await public(office))[-1] == (2, [CODES[1]])
    await decide(office, listed, second, "dismissed")
    assert (await public(office))[-1] == (3, list(CODES))


async def test_nothing_is_final_while_an_objection_is_open(office: Office) -> None:
    listed = await announced(office)
    which = await objected(office, listed)
    office.clock.move_to(AFTER)
    refused = await office.post(PUBLISHER, f"/results/{listed}/finalise")
    assert (refused.status_code, "1 件异议" in refused.text) == (409, True)
    decisions = [{"objection_id": which, "state": "upheld", "reason": "属实。"}]
    final = await office.post(PUBLISHER, f"/results/{listed}/finalise", {"decisions": decisions})
    assert final.json()["state"] == "finalised"
    [event] = await sent(office.database, ResultsFinalised)
    assert [entry.credit_code for entry in event.entries] == [CODES[1]]


async def test_a_refused_finalisation_decides_nothing(office: Office) -> None:
    listed = await announced(office)
    which = await objected(office, listed)
    decisions = [{"objection_id": which, "state": "upheld", "reason": "属实。"}]
    early = await office.post(PUBLISHER, f"/results/{listed}/finalise", {"decisions": decisions})
    assert early.status_code == 409
    kept = await office.get(PUBLISHER, f"/results/{listed}/objections")
    assert [each["state"] for each in kept.json()["items"]] == ["open"]


async def test_who_objects_is_the_publishers_secret(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    listed = await announced(office)
    which = await objected(office, listed, suspend=True)
    await decide(office, listed, which, "upheld")
    for who in (EDITOR, REVIEWERS[0], OPERATOR, OTHER_PUBLISHER):
        assert (await office.get(who, f"/results/{listed}/objections")).status_code in {403, 404}
        async with office.browser(who) as browser:
            page = await browser.get(f"/publish/results/{listed}")
        assert SECRET not in page.text
    async with office.browser(PUBLISHER) as browser:
        assert SECRET in (await browser.get(f"/publish/results/{listed}")).text
    assert SECRET not in caplog.text
    async with office.database.transaction() as session:
        for table in ("outbox", "history", "announcement", "announcement_step", "idempotency_key"):
            rows = await session.execute(text(f'SELECT to_jsonb(t)::text FROM "{table}" t'))
            for (row,) in rows:
                value = json.loads(row).get("value") or ""
                assert SECRET not in row
                assert SECRET.encode().hex() not in value


async def test_a_list_taken_down_has_no_entries_and_says_why(office: Office) -> None:
    listed = await announced(office)
    reason = {"reason": "名单有误。"}
    answer = await office.post(PUBLISHER, f"/results/{listed}/takedown", reason)
    assert (answer.json()["state"], answer.json()["actions"]) == ("taken_down", [])
    event = (await sent(office.database, ResultsAnnounced))[-1]
    assert (event.revision, event.entries, event.taken_down) == (2, (), "名单有误。")
    again = await office.post(PUBLISHER, f"/results/{listed}/takedown", reason)
    assert again.status_code == 409


async def test_a_final_list_is_told_again_as_final(office: Office) -> None:
    listed = await announced(office)
    office.clock.move_to(AFTER)
    await office.post(PUBLISHER, f"/results/{listed}/finalise")
    await office.post(PUBLISHER, f"/results/{listed}/redact", {"credit_code": CODES[0]})
    first, second = await sent(office.database, ResultsFinalised)
    assert [entry.note for entry in second.entries] == ["", "一等"]
    assert first.finalised_at == second.finalised_at


async def test_a_list_is_prepared_typed_and_by_file_then_announced(office: Office) -> None:
    policy_id = await office.published()
    path = f"/publish/policies/{policy_id}/results/new"
    form = {"list": f"企业甲，{CODES[0]}，200000，一等", "contact_name": "科技科", "contact_phone": "021-1"}
    async with office.browser(EDITOR) as browser:
        made = await browser.post(path, data=form)
        assert made.status_code == 303, made.text
        page = made.headers["location"]
        assert "2026年11月23日 至 2026年11月27日，共 5 个工作日" in (await browser.get(page)).text
        sheet = workbook(
            ("企业乙", CODES[1], "30000", "二等"),
            header=("企业名称", "统一社会信用代码", "金额（元）", "说明"),
        )
        edited = await browser.post(
            f"{page}/edit", data=form | {"version": "1"}, files={"file": ("a.xlsx", sheet)}
        )
        assert edited.status_code == 303, edited.text
        stale = await browser.post(f"{page}/edit", data=form | {"version": "1"})
        assert (stale.status_code, "已被他人修改" in stale.text) == (409, True)
    async with office.browser(PUBLISHER) as browser:
        assert (await browser.post(f"{page}/announce")).status_code == 303
    [event] = await sent(office.database, ResultsAnnounced)
    assert [(e.enterprise_name, str(e.amount_yuan)) for e in event.entries] == [("企业乙", "30000")]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("企业甲，123", "第 2 行：“123”不是 18 位"),
        (f"企业甲，{CODES[0]}，很多", "第 2 行：金额“很多”"),
        (f"，{CODES[0]}", "第 2 行：请填写企业名称"),
        (f"企业甲，{CODES[0]}，1，电话13812345678", "不得公开"),
    ],
)
async def test_a_wrong_line_is_told_and_what_was_typed_is_kept(
    office: Office, line: str, sentence: str
) -> None:
    policy_id = await office.published()
    form = {
        "list": f"企业乙，{CODES[1]}\n{line}",
        "contact_name": "科技科",
        "contact_phone": "021-1",
        "title": "我的标题",
    }
    async with office.browser(EDITOR) as browser:
        answer = await browser.post(f"/publish/policies/{policy_id}/results/new", data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "我的标题" in answer.text


async def test_an_editor_prepares_and_does_not_announce(office: Office) -> None:
    policy_id = await office.published()
    made = await office.post(EDITOR, f"/policies/{policy_id}/results/drafts", LIST)
    assert (made.status_code, made.json()["last_day"]) == (201, "2026-11-27")
    path = f"/results/{made.json()['draft_id']}/announce"
    assert (await office.post(EDITOR, path)).status_code == 403
    assert (await office.post(PUBLISHER, path)).json()["state"] == "announced"
    assert (await office.post(PUBLISHER, path)).status_code == 404
