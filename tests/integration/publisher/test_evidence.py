"""What the publisher shows for the audit."""

from typing import Any

from sqlalchemy import text

from tests.integration.publisher.conftest import Office
from tests.support.publisher import OPERATOR, PUBLISHER


async def evidence(office: Office) -> dict[str, Any]:
    answer = await office.get(OPERATOR, "/ops/evidence")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def breaches(office: Office) -> dict[int, list[str]]:
    return {check["invariant"]: check["breaches"] for check in (await evidence(office))["checks"]}


async def change(office: Office, statement: str) -> None:
    """Break something behind the publisher's back."""
    async with office.database.transaction() as session:
        await session.execute(text("ALTER TABLE revision DISABLE TRIGGER keep_published"))
        await session.execute(text("ALTER TABLE review DISABLE TRIGGER keep_review"))
        await session.execute(text(statement))


async def test_a_sound_publisher_has_no_breach(office: Office) -> None:
    policy_id = await office.published()
    await office.post(PUBLISHER, f"/policies/{policy_id}/withdraw", {"kind": "repealed", "reason": "废止。"})
    await office.published()
    assert await breaches(office) == {1: [], 3: [], 5: [], 11: []}


async def test_tells_what_is_live_and_what_is_gone(office: Office) -> None:
    policy_id = await office.published()
    fact = (await evidence(office))["facts"]["live"][policy_id]
    assert (fact["revision"], fact["withdrawn"], fact["kind"]) == (1, False, "benefit")
    assert fact["channels"] == ["government", "business"]
    await office.post(PUBLISHER, f"/policies/{policy_id}/withdraw", {"kind": "repealed", "reason": "废止。"})
    fact = (await evidence(office))["facts"]["live"][policy_id]
    assert (fact["revision"], fact["withdrawn"]) == (2, True)


async def test_finds_a_change_without_its_event(office: Office) -> None:
    await office.published()
    await change(office, "DELETE FROM outbox")
    assert len((await breaches(office))[1]) == 1


async def test_finds_an_event_without_its_change(office: Office) -> None:
    await office.published()
    await change(office, "UPDATE revision SET number = 2")
    found = await breaches(office)
    assert len(found[1]) == 2
    assert len(found[3]) == 1


async def test_finds_what_passed_without_review(office: Office) -> None:
    await office.published()
    await change(office, "DELETE FROM review WHERE step = 'final'")
    assert "还差终审" in (await breaches(office))[5][0]


async def test_finds_content_that_is_not_what_was_published(office: Office) -> None:
    await office.published()
    await change(office, 'UPDATE revision SET content = content || \'{"title": "另一个"}\'')
    assert "哈希不符" in (await breaches(office))[5][0]


async def test_finds_another_departments_issuer(office: Office) -> None:
    await office.published()
    await change(office, "UPDATE policy SET department = 'SW'")
    assert len((await breaches(office))[11]) == 1
