"""Would I be eligible, asked by a visitor without an account."""

from typing import Any

from tests.integration.matcher.conftest import Office
from tests.support.matcher import published


async def ask(office: Office, policy_id: Any, status: int = 200, **body: Any) -> Any:
    async with office.api(None) as client:
        answer = await client.post(f"/policies/{policy_id}/check", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_it_asks_only_what_still_matters(office: Office) -> None:
    await office.deliver(policy := published())
    first = await ask(office, policy.policy_id)
    assert (first["verdict"], first["question"]["name"], first["left"]) == (
        "undetermined",
        "registered_region",
        2,
    )
    then = await ask(office, policy.policy_id, answers={"registered_region": "上海市普陀区"})
    assert (then["question"]["name"], then["left"]) == ("revenue", 1)
    last = await ask(office, policy.policy_id, answers={"registered_region": "310107", "revenue": "600万元"})
    assert (last["verdict"], last["question"]) == ("eligible", None)
    elsewhere = await ask(office, policy.policy_id, answers={"registered_region": "310101"})
    assert (elsewhere["verdict"], elsewhere["question"]) == ("ineligible", None)
    assert elsewhere["tree"]["children"][0]["truth"] == "false"


async def test_what_is_not_known_is_not_asked_again(office: Office) -> None:
    await office.deliver(policy := published())
    found = await ask(office, policy.policy_id, unknown=["registered_region"])
    assert found["question"]["name"] == "revenue"


async def test_an_unreadable_answer_is_asked_again(office: Office) -> None:
    await office.deliver(policy := published())
    found = await ask(office, policy.policy_id, answers={"revenue": "很多"})
    assert found["question"]["name"] == "revenue"
    assert "revenue" in found["errors"]


async def test_nothing_of_it_is_stored(office: Office) -> None:
    await office.deliver(policy := published())
    await ask(office, policy.policy_id, answers={"registered_region": "310107", "revenue": "600万元"})
    assert await office.sql("SELECT count(*) FROM enterprise") == [(0,)]


async def test_there_is_nothing_to_check_of_an_unknown_policy(office: Office) -> None:
    await ask(office, "00000000-0000-0000-0000-000000000000", 404)
