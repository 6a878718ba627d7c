"""Several sources speak of one enterprise."""

from tests.integration.matcher.conftest import OPERATOR, Office, member
from tests.support.matcher import ONE

BODY = {"name": "甲公司"}


async def speak(office: Office, source: str | None, **facts: object) -> dict[str, object]:
    who = OPERATOR if source else member(ONE)
    async with office.api(who) as client:
        body = {**BODY, "facts": facts, "source": source}
        answer = await client.put(f"/enterprises/{ONE}", json=body)
    assert answer.status_code == 200, answer.text
    saved: dict[str, object] = answer.json()
    return saved


async def test_an_enterprise_does_not_overwrite_the_registry(office: Office) -> None:
    await speak(office, "registry", employees=10)
    saved = await speak(office, None, employees=12, revenue=5)
    assert saved["facts"] == {"employees": 10, "revenue": 5}
    assert saved["sources"]["employees"]["source_label"] == "登记机关"  # type: ignore[index]
    assert saved["overruled"]["employees"]["value"] == 12  # type: ignore[index]
    assert saved["revision"] == 2


async def test_a_claim_that_changes_nothing_is_no_revision_and_no_event(office: Office) -> None:
    await speak(office, "registry", employees=10)
    saved = await speak(office, None, employees=12)
    assert (saved["revision"], saved["changed"]) == (1, False)
    assert len(await office.sql("SELECT 1 FROM outbox")) == 1
    assert len(await office.sql("SELECT 1 FROM statement")) == 2


async def test_history_is_kept(office: Office) -> None:
    for employees in (10, 12):
        await speak(office, "department", employees=employees)
    await speak(office, "department")
    rows = await office.sql("SELECT facts ->> 'employees' AS e, recorded_by FROM statement ORDER BY id")
    assert [(row.e, row.recorded_by) for row in rows] == [
        ("10", "operator"),
        ("12", "operator"),
        (None, "operator"),
    ]


async def test_an_enterprise_speaks_for_itself_only(office: Office) -> None:
    async with office.api(member(ONE)) as client:
        answer = await client.put(f"/enterprises/{ONE}", json={**BODY, "facts": {}, "source": "registry"})
    assert answer.status_code == 422


async def test_removal_erases_what_was_stated(office: Office) -> None:
    await speak(office, None, employees=10)
    async with office.api(member(ONE)) as client:
        assert (await client.delete(f"/enterprises/{ONE}")).status_code == 204
    [row] = await office.sql("SELECT name, facts, claims FROM enterprise")
    assert tuple(row) == ("", {}, {})
    assert await office.sql("SELECT 1 FROM statement") == []
