"""A revision that matters, what is followed, and one question a week."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from notifier.domain.interests import interest
from shared.events import MatchesChanged, PolicyPublished, Verdict
from tests.integration.notifier.desk import WINDOW, Desk, change, code, eligible, ineligible
from tests.integration.notifier.telling import run_errands

ONE, TWO = code(1), code(2)
SETTLED = timedelta(seconds=20)


def revised(desk: Desk, revision: int = 2, **benefit: object) -> PolicyPublished:
    event = desk.published(revision=revision)
    assert event.content.benefit is not None
    changed = event.content.benefit.model_copy(update=benefit)
    return event.model_copy(update={"content": event.content.model_copy(update={"benefit": changed})})


async def test_a_revision_that_matters_is_told_to_those_who_are_still_eligible(desk: Desk) -> None:
    await desk.take(desk.published(), desk.matches(eligible(ONE, TWO)))
    await desk.take(revised(desk, amount_text="最高 80 万元"), desk.matches(ineligible(TWO), revision=2))
    await run_errands(desk, SETTLED)

    told = await desk.rows("SELECT credit_code, kind FROM message WHERE policy_revision = 2 ORDER BY kind")
    assert told == [(TWO, "no_longer_eligible"), (ONE, "policy_revised")]


async def test_whoever_became_eligible_by_it_hears_of_that_alone(desk: Desk) -> None:
    await desk.take(desk.published(), desk.matches(eligible(ONE)))
    await desk.take(revised(desk, materials=("一份材料",)), desk.matches(eligible(TWO), revision=2))
    await run_errands(desk, SETTLED)

    assert await desk.kinds(TWO) == ["new_match"]
    assert await desk.kinds(ONE) == ["new_match", "policy_revised"]


@pytest.mark.parametrize("benefit", [{}, {"procedure": "换一种说法。"}])
async def test_a_revision_that_changes_nothing_for_filing_is_not_told(
    desk: Desk, benefit: dict[str, Any]
) -> None:
    await desk.take(desk.published(), desk.matches(eligible(ONE)), revised(desk, **benefit))
    await run_errands(desk, SETTLED)

    assert await desk.kinds() == ["new_match"]


async def _follows(desk: Desk, credit_code: str, kind: str, target: str) -> None:
    async with desk.database.transaction() as session:
        interests = desk.tools.store(session).people.interests
        await interests.follow(credit_code, interest(kind, target), desk.clock.now())


async def test_followers_are_told_unless_it_fits_them(desk: Desk) -> None:
    event = desk.published()
    for one in (ONE, TWO):
        await _follows(desk, one, "theme", event.content.theme)
    await desk.take(event, desk.matches(eligible(ONE)))
    await run_errands(desk, SETTLED)

    assert await desk.kinds(ONE) == ["new_match"]
    assert await desk.kinds(TWO) == ["followed"]


async def test_a_revision_is_told_to_followers_of_the_policy_only(desk: Desk) -> None:
    event = desk.published()
    await desk.take(event)
    await run_errands(desk, SETTLED)
    await _follows(desk, ONE, "theme", event.content.theme)
    await _follows(desk, TWO, "policy", str(desk.policy_id))
    await desk.take(desk.published(revision=2))
    await run_errands(desk, SETTLED)

    assert await desk.kinds() == ["followed"]
    assert await desk.kinds(TWO) == ["followed"]


def lacking(desk: Desk, *facts: str) -> MatchesChanged:
    undetermined = change(ONE, 1, Verdict.UNDETERMINED, missing=facts)
    return desk.matches([undetermined]).model_copy(update={"policy_id": uuid4()})


async def test_the_fact_that_settles_most_is_asked_for_in_the_inbox(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    for facts in (("revenue",), ("rd_spend",), ("rd_spend",), ("employees", "revenue")):
        await desk.take(lacking(desk, *facts))
    await run_errands(desk, timedelta(minutes=1))

    ((kind, details),) = await desk.rows("SELECT kind, details FROM message")
    assert (kind, details["fact"], details["policies"]) == ("missing_fact", "rd_spend", 2)
    assert await desk.rows("SELECT * FROM delivery") == []


async def test_nobody_is_asked_twice_a_week(desk: Desk) -> None:
    for days in (0, 6, 1):
        desk.clock.advance(timedelta(days=days))
        await desk.take(lacking(desk, "revenue"))
        await run_errands(desk, timedelta(minutes=1))

    assert await desk.kinds() == ["missing_fact", "missing_fact"]


async def test_nobody_is_asked_for_a_window_that_is_over(desk: Desk) -> None:
    desk.clock.advance(timedelta(days=(WINDOW.last - desk.clock.today()).days + 1))
    await desk.take(lacking(desk, "revenue"))
    await run_errands(desk, timedelta(minutes=1))

    assert await desk.kinds() == []
