"""What could I file for, asked by a visitor without an account: everything open on 18 March 2026."""

from datetime import date
from typing import Any

from shared.events import Window
from tests.integration.matcher.conftest import Office
from tests.support.matcher import CRITERIA, EARNS, PUTUO, published, withdrawn

CRITERIA_OF_STAFF = {"all": [PUTUO, {"fact": "employees", "op": "gte", "value": 50}]}
REVIEWED = {"all": [PUTUO, {"manual": "经专家评审通过"}]}


async def ask(office: Office, status: int = 200, **body: Any) -> Any:
    async with office.api(None) as client:
        answer = await client.post("/checks", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def totals(found: Any) -> tuple[int, int, int]:
    groups = found["groups"]
    return groups["file"]["total"], groups["open"]["total"], groups["excluded"]["total"]


async def test_the_fact_that_settles_most_is_asked_first(office: Office) -> None:
    await office.deliver(published(), published(criteria=CRITERIA_OF_STAFF), published(criteria=EARNS))
    first = await ask(office)
    assert (totals(first), first["question"]["name"], first["left"]) == ((0, 3, 0), "revenue", 3)
    then = await ask(office, answers={"revenue": "600万元"})
    assert (totals(then), then["question"]["name"], then["helps"]) == ((1, 2, 0), "registered_region", 2)
    here = await ask(office, answers={"revenue": "600万元", "registered_region": "310107"})
    assert (totals(here), here["question"]["name"]) == ((2, 1, 0), "employees")
    away = await ask(office, answers={"revenue": "600万元", "registered_region": "310101"})
    assert (totals(away), away["question"]) == ((1, 0, 2), None)


async def test_each_policy_has_its_reasons(office: Office) -> None:
    await office.deliver(policy := published())
    found = await ask(office, answers={"registered_region": "310107"})
    (item,) = found["groups"]["open"]["items"]
    assert (item["policy_id"], item["missing"]) == (str(policy.policy_id), ["上年度营业收入"])
    assert [(reason["truth"], reason["words"]) for reason in item["reasons"]] == [
        ("unknown", "营业收入不低于500万元")
    ]
    gone = await ask(office, answers={"registered_region": "310101"})
    (item,) = gone["groups"]["excluded"]["items"]
    assert [(reason["truth"], reason["clause"]) for reason in item["reasons"]] == [("false", "第一条")]


async def test_what_only_a_person_decides_can_be_filed_for(office: Office) -> None:
    await office.deliver(published(criteria=REVIEWED))
    found = await ask(office, answers={"registered_region": "310107"})
    assert totals(found) == (1, 0, 0)
    assert found["groups"]["file"]["items"][0]["manual_review"] is True


async def test_only_what_is_open_today_is_judged(office: Office) -> None:
    later = {"windows": (Window(first=date(2026, 5, 6), last=date(2026, 5, 29)).model_dump(mode="json"),)}
    await office.deliver(policy := published(), published(benefit=example_benefit() | later))
    assert totals(await ask(office)) == (0, 1, 0)
    await office.deliver(withdrawn(policy))
    assert totals(await ask(office)) == (0, 0, 0)


async def test_a_revision_is_judged_at_once(office: Office) -> None:
    await office.deliver(policy := published())
    assert (await ask(office))["left"] == 2
    await office.deliver(published(policy.policy_id, 2, criteria=CRITERIA | {"all": [PUTUO]}))
    assert (await ask(office))["left"] == 1


async def test_a_group_is_told_in_parts(office: Office) -> None:
    await office.deliver(*(published(title=f"第{number}项") for number in range(3)))
    found = await ask(office, group="open", offset=1, limit=1)
    assert [item["title"] for item in found["groups"]["open"]["items"]] == ["第1项"]
    await ask(office, 422, group="nothing")


async def test_an_answer_can_be_changed(office: Office) -> None:
    await office.deliver(published())
    found = await ask(office, answers={"registered_region": "310101"}, asked="registered_region")
    assert found["question"]["name"] == "registered_region"
    wrong = await ask(office, answers={"revenue": "很多"})
    assert (wrong["question"]["name"], set(wrong["errors"])) == ("revenue", {"revenue"})


def example_benefit() -> dict[str, Any]:
    benefit = published().content.benefit
    assert benefit is not None
    return benefit.model_dump(mode="json")
