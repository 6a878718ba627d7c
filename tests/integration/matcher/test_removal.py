"""An enterprise that leaves is erased, and may come back."""

from tests.integration.matcher.conftest import OPERATOR, Office, member
from tests.support.matcher import FITTING, ONE, TWO, UNCLEAR, published


async def remove(office: Office, credit_code: str) -> int:
    async with office.api(member(credit_code)) as client:
        answer = await client.delete(f"/enterprises/{credit_code}")
    await office.pump()
    return answer.status_code


async def test_data_and_matches_are_erased(office: Office) -> None:
    await office.put(ONE, FITTING)
    await office.put(TWO, FITTING)
    await office.deliver(published())
    assert await remove(office, ONE) == 204
    for table in ("enterprise", "profile"):
        ((name, facts),) = await office.sql(f"SELECT name, facts FROM {table} WHERE credit_code = :c", c=ONE)
        assert (name, facts or {}) == ("", {})
    assert [row.credit_code for row in await office.sql("SELECT credit_code FROM match")] == [TWO]
    assert (
        await office.sql("SELECT 1 FROM outbox WHERE key = :c AND value::text LIKE '%revenue%'", c=ONE) == []
    )
    assert await office.breaches() == []


async def test_what_was_told_keeps_the_code_alone(office: Office) -> None:
    """The event is the same to whoever hears it again, and says nothing of the enterprise."""
    await office.put(ONE, {**FITTING, "revenue": 7_654_321}, name="离开的公司")
    await office.put(TWO, FITTING, name="留下的公司")
    await office.deliver(published())
    before = await office.sql("SELECT event_id FROM outbox WHERE topic = 'huiqi.matches' ORDER BY id")
    assert await remove(office, ONE) == 204
    told = {change.credit_code: change for event in await office.told() for change in event.changes}
    assert told[ONE].verdict.value == "eligible"
    assert (told[ONE].enterprise_name, told[ONE].reasons) == ("", ())
    assert (told[TWO].enterprise_name, len(told[TWO].reasons)) == ("留下的公司", 2)
    assert await office.sql("SELECT event_id FROM outbox WHERE topic = 'huiqi.matches' ORDER BY id") == before
    (found,) = await office.sql(
        "SELECT count(*) FROM outbox WHERE position('离开的公司'::bytea in value) > 0 "
        "OR position('7654321'::bytea in value) > 0"
    )
    assert found[0] == 0


async def test_removed_enterprise_is_not_found_and_not_matched(office: Office) -> None:
    await office.put(ONE, FITTING)
    assert await remove(office, ONE) == 204
    assert await remove(office, ONE) == 404
    async with office.api(OPERATOR) as client:
        assert (await client.get(f"/enterprises/{ONE}")).status_code == 404
    await office.deliver(published())
    assert await office.changes() == []


async def test_revisions_go_on_where_they_ended(office: Office) -> None:
    await office.deliver(published())
    await office.put(ONE, FITTING)
    await office.put(ONE, UNCLEAR)
    await remove(office, ONE)
    saved = await office.put(ONE, FITTING)
    assert saved["revision"] == 4
    assert await office.changes() == [(ONE, "eligible", 1), (ONE, "undetermined", 2), (ONE, "eligible", 3)]
    assert await office.breaches() == []
