"""Saving profiles, and whose they are."""

import asyncio
from typing import Any

import pytest

from tests.integration.matcher.conftest import OPERATOR, Office, member, official
from tests.support.matcher import FITTING, ONE, TWO, published, withdrawn

BODY = {"name": "上海某某科技有限公司", "facts": FITTING}
DOUBTFUL = ONE[:17] + ("A" if ONE[17] != "A" else "B")


async def test_saved_once_is_one_revision(office: Office) -> None:
    async with office.api(member(ONE)) as client:
        first = (await client.put(f"/enterprises/{ONE}", json=BODY)).json()
        again = (
            await client.put(f"/enterprises/{ONE}", json={**BODY, "facts": {**FITTING, "size": None}})
        ).json()
        third = (await client.put(f"/enterprises/{ONE}", json={**BODY, "facts": {}})).json()
    assert [(one["revision"], one["changed"]) for one in (first, again, third)] == [
        (1, True),
        (1, False),
        (2, True),
    ]
    assert len(await office.sql("SELECT 1 FROM outbox")) == 2


async def test_order_of_a_set_is_no_change(office: Office) -> None:
    for parks in (["taopu", "zhenru"], ["zhenru", "taopu", "taopu"]):
        saved = await office.put(ONE, {"parks": parks})
    assert saved["revision"] == 1


async def test_concurrent_saves_are_numbered_one_after_another(office: Office) -> None:
    async with office.api(OPERATOR) as client:
        bodies = [{**BODY, "facts": {"revenue": number}} for number in range(8)]
        answers = await asyncio.gather(*(client.put(f"/enterprises/{ONE}", json=body) for body in bodies))
    assert {answer.status_code for answer in answers} == {200}
    revisions = await office.sql(
        "SELECT (convert_from(value, 'UTF8')::jsonb ->> 'revision')::int AS r FROM outbox ORDER BY r"
    )
    assert [row.r for row in revisions] == list(range(1, 9))


async def test_wrong_check_character_is_confirmed_by_a_person(office: Office) -> None:
    async with office.api(OPERATOR) as client:
        asked = await client.put(f"/enterprises/{DOUBTFUL}", json=BODY)
        confirmed = await client.put(f"/enterprises/{DOUBTFUL}", json={**BODY, "confirm": True})
    assert (asked.status_code, asked.json()["errors"][0]["pointer"]) == (409, "#/confirm")
    assert (confirmed.status_code, len(confirmed.json()["warnings"])) == (200, 1)


@pytest.mark.parametrize("code", ["123", ONE[:17] + "I", "9" * 19, "企业"])
async def test_wrong_shape_of_a_code_is_refused(office: Office, code: str) -> None:
    async with office.api(OPERATOR) as client:
        answer = await client.put(f"/enterprises/{code}", json=BODY)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "甲", "facts": {"revenue": "很多"}}, "#/facts/revenue"),
        ({"name": "甲", "facts": {"profit": 1}}, "#/facts/profit"),
        ({"name": " ", "facts": {}}, "#/name"),
        ({"name": "甲\x01", "facts": {}}, "#/name"),
        ({"name": "甲", "facts": []}, "#/facts"),
        ({"name": "甲"}, "#/facts"),
        ({"name": "甲", "facts": {}, "more": 1}, "#/more"),
        ([], "#"),
    ],
)
async def test_bad_body_is_refused_with_its_place(office: Office, body: Any, pointer: str) -> None:
    async with office.api(OPERATOR) as client:
        answer = await client.put(f"/enterprises/{ONE}", json=body)
    assert answer.status_code == 422, answer.text
    assert pointer in [error.get("pointer", "") for error in answer.json()["errors"]]
    assert await office.sql("SELECT 1 FROM enterprise") == []


@pytest.mark.parametrize(
    "text",
    [
        '{"name":"甲","facts":{"revenue":NaN}}',
        '{"name":"\\ud800","facts":{}}',
        "{",
        '{"a":' * 5000,
        '{"name":"甲","facts":{"revenue":1e999}}',
    ],
)
async def test_strange_json_is_refused(office: Office, text: str) -> None:
    async with office.api(OPERATOR) as client:
        answer = await client.put(
            f"/enterprises/{ONE}", content=text.encode(), headers={"content-type": "application/json"}
        )
    assert answer.status_code in {400, 422}, answer.text


async def test_tenancy(office: Office) -> None:
    await office.put(ONE, FITTING)
    await office.put(TWO, FITTING)
    await office.deliver(policy := published())
    async with office.api(member(TWO)) as client:
        for request in (
            client.get(f"/enterprises/{ONE}"),
            client.put(f"/enterprises/{ONE}", json=BODY),
            client.delete(f"/enterprises/{ONE}"),
            client.get(f"/enterprises/{ONE}/matches"),
        ):
            assert (await request).status_code == 404
        own = (await client.get(f"/enterprises/{TWO}/matches")).json()["items"]
        assert [match["policy_id"] for match in own] == [str(policy.policy_id)]
        assert (await client.get(f"/policies/{policy.policy_id}/matches")).status_code == 403
        assert (await client.post("/enterprises/import", files={"file": b"x"})).status_code == 403


@pytest.mark.parametrize(("who", "status"), [(OPERATOR, 200), (official("KW"), 200), (official("SW"), 404)])
async def test_counts_are_for_the_policys_department(office: Office, who: Any, status: int) -> None:
    await office.put(ONE, FITTING)
    await office.deliver(policy := published())
    async with office.api(who) as client:
        answer = await client.get(f"/policies/{policy.policy_id}/matches")
    assert answer.status_code == status
    if status == 200:
        assert (answer.json()["eligible"], answer.json()["undetermined"]) == (1, 0)


async def test_visitors_see_the_language_only(office: Office) -> None:
    async with office.api(None) as client:
        assert (await client.get("/criteria/schema")).json()["title"] == "申报条件"
        assert len((await client.get("/criteria/facts")).json()["items"]) == 26
        assert (await client.get(f"/enterprises/{ONE}")).status_code == 401


async def test_criteria_are_checked_with_words(office: Office) -> None:
    async with office.api(None) as client:
        good = await client.post("/criteria/validate", json={"manual": "经专家评审"})
        bad = await client.post("/criteria/validate", json={"all": [{"manual": "x"}, {"fact": "x"}]})
        none = await client.post("/criteria/validate", json=None)
    assert good.json()["lines"] == ["由人审定：经专家评审"]
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "#/all/1")
    assert none.status_code == 422


async def test_joint_departments_keep_their_counts_after_withdrawal(office: Office) -> None:
    joint = [{"code": "CZ", "name": "普陀区财政局"}]
    await office.deliver(policy := published(joint_issuers=joint))
    await office.deliver(withdrawn(policy))
    async with office.api(official("CZ")) as client:
        answer = await client.get(f"/policies/{policy.policy_id}/matches")
    assert (answer.status_code, answer.json()["withdrawn"]) == (200, True)
