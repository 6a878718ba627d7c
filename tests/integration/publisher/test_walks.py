"""Random walks over the policy's table of states: what always holds, holds after every step."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.adapters.evidence import evidence
from publisher.domain.errors import Refusal
from publisher.domain.states import Action
from publisher.handlers.allowed import actions_for
from shared.identity import Principal, Role
from tests.integration.publisher.conftest import START, Office
from tests.integration.publisher.walking import DAYS, TRIED, Walk
from tests.support.publisher import EDITOR, PUBLISHER, REVIEWERS, staff

# Paths that random choice would seldom find, as wholes.
PATHS = (
    ("submit", "approve", "approve", "approve"),
    ("submit", "approve", "approve", "approve", "publish", "revise"),
    ("submit", "approve", "approve", "approve", "schedule", "an hour"),
    ("submit", "publish_urgently", "approve"),
)
steps = st.lists(st.sampled_from([*PATHS, *((each,) for each in (*TRIED, *DAYS))]), min_size=4, max_size=9)


walks = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@walks
@given(paths=steps)
async def test_no_walk_breaks_what_always_holds(office: Office, paths: list[tuple[str, ...]]) -> None:
    await _take(office, paths)


@pytest.mark.nightly
@pytest.mark.timeout(900)
@settings(walks, max_examples=150, derandomize=False)
@given(paths=steps)
async def test_no_long_walk_breaks_it_either(office: Office, paths: list[tuple[str, ...]]) -> None:
    await _take(office, paths)


async def _take(office: Office, paths: list[tuple[str, ...]]) -> None:
    office.clock.move_to(START)
    walk = await Walk.begin(office)
    before = await walk.facts()
    for act in (each for path in paths for each in path):
        after = await _step(walk, act, before)
        assert (after["live"] <= 1, after["open"] <= 1) == (True, True), act
        assert after["last_revision"] >= before["last_revision"], act
        before = after
    async with office.database.transaction() as session:
        found = await evidence(session, clock=office.clock)
    breaches = [each for check in found.checks for each in check.breaches]
    # Half a year goes by here in one step: what went out in an emergency is then told of, and only that.
    assert [each for each in breaches if "还没有补审" not in each] == []
    # Earlier walks left their policies behind.
    told = [each for each in breaches if str(walk.policy_id) in each]
    assert len(told) == await _reviews_overdue(walk), told


async def _reviews_overdue(walk: Walk) -> bool:
    """Whether the days for the reviews after an emergency are over and somebody's approval is missing."""
    live = (await walk.policy()).live
    if live is None or live.urgency is None:
        return False
    approved = {each.step for each in live.reviews if each.stands}
    return walk.office.clock.today() > live.urgency.review_due and len(approved) < 3


async def _step(walk: Walk, act: str, before: dict[str, int]) -> dict[str, int]:
    """What is refused changes nothing; what is done was offered."""
    if act in DAYS:
        await walk.pass_time(act)
        return await walk.facts()
    policy = await walk.policy()
    offered = TRIED[act] in actions_for(policy, walk.who(act, policy))
    try:
        await walk.attempt(act, policy)
    except Refusal:
        after = await walk.facts()
        assert after == before, f"{act} was refused and changed something"
        return after
    assert offered, f"{act} was done though the page did not offer it"
    return await walk.facts()


# A word of the page that stands only on what offers the action.
SHOWN = {
    Action.SUBMIT: "/submit",
    Action.RECALL: "/recall",
    Action.REVISE: "/revise",
    Action.SCHEDULE: "/schedule",
    Action.UNSCHEDULE: "/unschedule",
    Action.WITHDRAW: "/withdraw",
}
STATES = ((), ("submit",), PATHS[0], (*PATHS[0], "schedule"), (*PATHS[0], "publish"), PATHS[1])


async def test_pages_show_only_what_is_allowed(office: Office) -> None:
    outsider = Principal("operator", "运维", frozenset({Role.OPERATOR}))
    people = (EDITOR, REVIEWERS[0], PUBLISHER, outsider, staff("nobody", Role.DEPARTMENT_REVIEWER))
    for path in STATES:
        walk = await Walk.begin(office)
        for act in path:
            await walk.attempt(act, await walk.policy())
        policy = await walk.policy()
        for person in people:
            async with office.browser(person) as browser:
                page = (await browser.get(f"/publish/policies/{policy.id}")).text
            allowed = actions_for(policy, person)
            for action, address in SHOWN.items():
                if f'action="/publish/policies/{policy.id}{address}"' in page:
                    assert action in allowed, (path, person.name, action)
                else:
                    assert action not in allowed or action is Action.SUBMIT, (path, person.name, action)
