"""Progress and results reach those concerned; an enterprise that left is forgotten."""

from typing import Any

from shared.events import (
    ApplicationProgressed,
    EnterpriseRemoved,
    ResultEntry,
    ResultsAnnounced,
    ResultsFinalised,
    Verdict,
)
from shared.events.topics import example_of
from tests.integration.notifier.desk import Desk, change, code, eligible

ONE, TWO = code(1), code(2)


def progressed(desk: Desk, revision: int, **given: Any) -> ApplicationProgressed:
    example = {**example_of(ApplicationProgressed), "policy_id": desk.policy_id, "credit_code": ONE}
    return ApplicationProgressed.model_validate({**example, "revision": revision, **given})


def announced(desk: Desk, *entries: ResultEntry, revision: int = 1) -> ResultsAnnounced:
    example = {**example_of(ResultsAnnounced), "policy_id": desk.policy_id, "revision": revision}
    return ResultsAnnounced.model_validate({**example, "entries": entries})


def removed(desk: Desk, credit_code: str, revision: int = 2) -> EnterpriseRemoved:
    return EnterpriseRemoved(credit_code=credit_code, revision=revision, removed_at=desk.clock.now())


def listed(credit_code: str, amount: str = "500000") -> ResultEntry:
    return ResultEntry.model_validate(
        {"enterprise_name": "芷兰科技有限公司", "credit_code": credit_code, "amount_yuan": amount}
    )


async def test_each_state_is_told_once(desk: Desk) -> None:
    first, second = progressed(desk, 1, state="received"), progressed(desk, 2, state="approved")
    await desk.take(first, second, second)

    states = await desk.rows("SELECT details->>'state' FROM message ORDER BY occasion")
    assert states == [("received",), ("approved",)]


async def test_listed_enterprises_are_told_of_results(desk: Desk) -> None:
    event = announced(desk, listed(ONE), listed(TWO))
    final = ResultsFinalised.model_validate(
        {**event.model_dump(), "revision": 2, "finalised_at": desk.clock.now()}
    )
    await desk.take(event, final)

    assert sorted(await desk.kinds(ONE)) == ["results_announced", "results_finalised"]
    assert len(await desk.kinds()) == 4


async def test_a_corrected_list_tells_only_whom_it_concerns(desk: Desk) -> None:
    await desk.take(announced(desk, listed(ONE), listed(TWO)))
    await desk.take(announced(desk, listed(ONE), listed(TWO, "300000"), revision=2))

    assert len(await desk.kinds(ONE)) == 1
    assert len(await desk.kinds(TWO)) == 2


async def test_removal_erases_everything_of_the_enterprise(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.wants(TWO, "two@example.com")
    await desk.take(desk.matches(eligible(ONE, TWO)))
    await desk.arm()
    await desk.take(progressed(desk, 1), removed(desk, ONE))

    for table in ("message", "standing", "reminder", "endpoint", "delivery", "application"):
        assert await desk.rows(f"SELECT * FROM {table} WHERE credit_code = :code", code=ONE) == [], table
    assert await desk.kinds(TWO) == ["new_match"]
    assert await desk.deliver() == 1


async def test_nothing_late_brings_it_back(desk: Desk) -> None:
    await desk.take(removed(desk, ONE))
    await desk.take(desk.matches(eligible(ONE)), progressed(desk, 1), announced(desk, listed(ONE)))

    assert await desk.kinds() == []


async def test_an_enterprise_that_comes_back_is_told_again(desk: Desk) -> None:
    await desk.take(removed(desk, ONE))
    await desk.take(desk.matches([change(ONE, 1, Verdict.ELIGIBLE, profile_revision=3)]), progressed(desk, 1))

    assert sorted(await desk.kinds()) == ["new_match", "progress"]
