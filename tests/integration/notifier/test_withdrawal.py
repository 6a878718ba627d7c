"""Those concerned are told once of a withdrawal, whichever topic brings the news first."""

import pytest

from tests.integration.notifier.desk import Desk, code, eligible, ineligible

ONE, TWO = code(1), code(2)


@pytest.mark.parametrize("first", ["policies", "matches"])
async def test_told_once_with_type_and_reason(desk: Desk, first: str) -> None:
    await desk.take(desk.matches([*eligible(ONE), *ineligible(TWO, revision=1)]))
    news = [desk.withdrawn(), desk.matches(ineligible(ONE, TWO, revision=3), revision=2, withdrawn=True)]

    await desk.take(*(news if first == "policies" else reversed(news)))

    assert sorted(await desk.kinds(ONE)) == ["new_match", "policy_withdrawn"]
    assert await desk.kinds(TWO) == []
    assert await desk.pending() == []
    kept = await desk.rows("SELECT withdrawal->>'kind' FROM policy_revision WHERE revision = 2")
    assert kept == [("repealed",)]


async def test_a_late_match_does_not_bring_the_policy_back(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.take(desk.withdrawn(), desk.matches(eligible(ONE)))
    await desk.take(desk.matches(ineligible(ONE), revision=2, withdrawn=True))
    await desk.deliver()

    assert sorted(await desk.kinds()) == ["new_match", "policy_withdrawn"]
    assert [parcel.stored.message.kind for parcel in desk.recorder.sent] == ["policy_withdrawn"]
    assert await desk.pending() == []


async def test_a_late_revision_does_not_bring_the_policy_back(desk: Desk) -> None:
    await desk.take(desk.withdrawn(revision=3), desk.published(revision=2))

    assert await desk.rows("SELECT revision, withdrawn FROM policy") == [(3, True)]
