"""The preview of criteria over HTTP: counts of whoever is resident, for officials only, nothing stored."""

import pytest

from shared.identity import Principal
from tests.integration.matcher.conftest import OPERATOR, Office, member, official
from tests.support.matcher import CRITERIA, ELSEWHERE, FITTING, ONE, THREE, TWO, UNCLEAR


async def test_counts_and_says_what_excludes(office: Office) -> None:
    for code, facts in ((ONE, FITTING), (TWO, UNCLEAR), (THREE, ELSEWHERE)):
        await office.put(code, facts)
    async with office.api(official("SW")) as client:
        answer = (await client.post("/criteria/preview", json=CRITERIA)).json()
    assert (answer["total"], answer["eligible"], answer["undetermined"], answer["ineligible"]) == (3, 1, 1, 1)
    assert answer["excluding"] == [
        {"pointer": "/all/0", "text": "注册地属于上海市普陀区", "failed": 1, "alone": 1}
    ]
    assert answer["missing"] == [{"fact": "revenue", "label": "上年度营业收入", "count": 1}]
    assert answer["as_of"] == "2026-03-18"
    assert await office.told() == []


async def test_a_wrong_node_is_named(office: Office) -> None:
    async with office.api(OPERATOR) as client:
        answer = await client.post("/criteria/preview", json={"all": [{"manual": "x"}, {"fact": "x"}]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/all/1")


@pytest.mark.parametrize(("who", "status"), [(None, 401), (member(ONE), 403)])
async def test_is_for_officials(office: Office, who: Principal | None, status: int) -> None:
    async with office.api(who) as client:
        assert (await client.post("/criteria/preview", json=CRITERIA)).status_code == status
