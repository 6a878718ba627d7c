"""Topics keep no order among one another, and deliver again at will: what is known in the end is the same."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.events import Window
from shared.events.base import Event
from tests.integration.notifier.desk import WINDOW, Desk, code, eligible, ineligible
from tests.integration.notifier.test_applications_and_results import announced, listed, progressed, removed

ONE, TWO, THREE = code(1), code(2), code(3)
LATER = Window(first=WINDOW.first, last=date(2026, 5, 15))

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def interleaved(draw: st.DrawFn, lengths: Sequence[int]) -> list[int]:
    """The numbers of the streams in an order in which their events arrive, each stream in its own order."""
    numbers = [number for number, length in enumerate(lengths) for _ in range(length)]
    return draw(st.permutations(numbers))


async def known(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """What the notifier knows, told and plans of this policy."""
    tables = {
        "message": "credit_code, kind, occasion, days_before",
        "standing": "credit_code, revision, verdict, told",
        "reminder": "credit_code, kind, deadline, days_before, state",
    }
    found = {}
    for table, columns in tables.items():
        query = f"SELECT {columns} FROM {table} WHERE policy_id = :policy ORDER BY {columns}"
        found[table] = await desk.rows(query, policy=desk.policy_id)
    # Whether a reminder was never armed or armed and cancelled is history.
    found["reminder"] = [row for row in found["reminder"] if row[-1] == "pending"]
    return found


async def arrive(desk: Desk, streams: Sequence[Sequence[Event]], order: Sequence[int], again: int) -> None:
    waiting = [list(stream) for stream in streams]
    past: list[Event] = []
    for number in order:
        event = waiting[number].pop(0)
        await desk.take(event)
        past.append(event)
        if again and len(past) % again == 0:
            await desk.take(*past[-again:])


def with_a_move(desk: Desk) -> list[list[Event]]:
    return [
        [desk.published(), desk.published(LATER, revision=2)],
        [
            desk.matches(eligible(ONE, TWO)),
            desk.matches(ineligible(TWO)),
            desk.matches(eligible(THREE), LATER, revision=2),
        ],
        [progressed(desk, 1, credit_code=TWO, application_id=f"PT-{desk.policy_id}")],
    ]


def with_a_withdrawal(desk: Desk) -> list[list[Event]]:
    return [
        [desk.published(), desk.withdrawn()],
        [desk.matches(eligible(ONE, TWO)), desk.matches(ineligible(ONE, TWO), revision=2, withdrawn=True)],
    ]


@few
@given(order=interleaved([2, 3, 1]), again=st.integers(0, 3))
async def test_a_moved_deadline(desk: Desk, order: list[int], again: int) -> None:
    desk.policy_id = uuid4()
    await arrive(desk, with_a_move(desk), [0, 1, 1, 0, 1, 2], 0)
    expected = _settled(await known(desk))

    desk.policy_id = uuid4()
    await arrive(desk, with_a_move(desk), order, again)

    assert _settled(await known(desk)) == expected


@few
@given(order=interleaved([2, 2]), again=st.integers(0, 3))
async def test_a_withdrawal(desk: Desk, order: list[int], again: int) -> None:
    desk.policy_id = uuid4()
    await arrive(desk, with_a_withdrawal(desk), order, again)

    found = await known(desk)
    told = [(credit_code, kind) for credit_code, kind, *_ in found["message"]]
    assert sorted(told) == sorted(
        (one, kind) for one in (ONE, TWO) for kind in ("new_match", "policy_withdrawn")
    )
    assert found["reminder"] == []


@pytest.mark.parametrize("name", ["published", "withdrawn", "matches", "progressed", "announced", "removed"])
async def test_again_and_at_once_changes_nothing(desk: Desk, name: str) -> None:
    events: dict[str, Event] = {
        "published": desk.published(LATER, revision=2),
        "withdrawn": desk.withdrawn(),
        "matches": desk.matches(eligible(ONE, THREE, revision=2)),
        "progressed": progressed(desk, 1),
        "announced": announced(desk, listed(ONE), listed(TWO)),
        "removed": removed(desk, ONE),
    }
    await desk.take(desk.published(), desk.matches(eligible(ONE, TWO)), events[name])
    expected, emitted = await known(desk), await desk.rows("SELECT count(*) FROM outbox")

    await desk.take(events[name])
    await desk.take_at_once(events[name], events[name], events[name])

    assert await known(desk) == expected
    assert await desk.rows("SELECT count(*) FROM outbox") == emitted
    assert desk.clock.now() == datetime(2026, 3, 20, 2, tzinfo=UTC)


def _settled(found: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Leave out what may differ: ids of this run, and whether one that dropped out had heard of the move."""
    messages = [row for row in found["message"] if row[:2] != (TWO, "deadline_moved")]
    return {**found, "message": [row[:2] if row[1] == "progress" else row for row in messages]}
