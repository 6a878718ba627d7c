"""The matcher's own evidence finds what is wrong."""

from typing import Any

import pytest

from shared.service import Check
from tests.integration.matcher.conftest import Office
from tests.support.matcher import FITTING, ONE, TWO, UNCLEAR, published


async def checks(office: Office) -> dict[int, Check]:
    async with office.service.database.transaction() as session:
        evidence = await office.service.evidence(session)
    return {check.invariant: check for check in evidence.checks}


@pytest.fixture
async def matched(office: Office) -> Office:
    await office.put(ONE, FITTING)
    await office.put(TWO, UNCLEAR)
    await office.deliver(published())
    return office


async def test_all_is_well(matched: Office) -> None:
    found = await checks(matched)
    assert {number: len(check.breaches) for number, check in found.items()} == {3: 0, 6: 0, 8: 0, 11: 0}
    assert found[8].checked == 2


async def test_facts_name_who_is_eligible(matched: Office) -> None:
    async with matched.service.database.transaction() as session:
        facts: dict[str, Any] = (await matched.service.evidence(session)).facts
    ((_, eligible),) = facts["eligible"].items()
    assert eligible == {"revision": 1, "enterprises": [ONE]}


@pytest.mark.parametrize(
    ("damage", "invariant"),
    [
        ("UPDATE verdict_set SET policy_revision = 0", 3),
        ("UPDATE verdict_set SET members = '\\x3a30000000000000' WHERE verdict = 'eligible'", 3),
        ("UPDATE match SET policy_revision = 9", 3),
        ("UPDATE profile SET revision = 0", 3),
        ("UPDATE match SET policy_revision = 0", 8),
        ("DELETE FROM match WHERE credit_code = :one", 6),
        ("UPDATE match SET revision = 5 WHERE credit_code = :one", 6),
        ("DELETE FROM outbox WHERE topic = 'huiqi.matches'", 6),
        ('UPDATE profile SET facts = \'{"registered_region": "310115"}\' WHERE credit_code = :one', 6),
        ("UPDATE match SET verdict = 'eligible' WHERE credit_code <> :one", 8),
        ("UPDATE match SET proof = jsonb_set(proof, '{seen,0}', '\"310115\"')", 8),
        ("UPDATE match SET proof = jsonb_set(proof, '{seen,1}', '7000000') WHERE credit_code = :one", 8),
        ("UPDATE match SET proof = jsonb_set(proof, '{seen}', '[]')", 8),
        ("UPDATE match SET proof = '{}'", 8),
    ],
)
async def test_damage_is_found(matched: Office, damage: str, invariant: int) -> None:
    await matched.sql(damage.replace(":one", f"'{ONE}'"))
    assert (await checks(matched))[invariant].breaches
