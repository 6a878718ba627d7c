"""Duplicate, reordered and concurrent delivery of events changes nothing (invariants 2 and 3)."""

import asyncio
import re
from collections.abc import Sequence
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.events import Event
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import announced, finalised, published, withdrawn

TABLES = ("source", "entry", "announcement")
IGNORED = {"mirrored_at", "changed"}


def life_of(policy_id: UUID) -> list[Event]:
    """Everything that happens to a policy, the withdrawal last."""
    announcement = announced(policy_id)
    return [
        published(policy_id, 1),
        published(policy_id, 2, title="第二版", channels=("government",)),
        published(policy_id, 3, title="第三版"),
        announcement,
        finalised(announcement),
        withdrawn(policy_id, 4),
    ]


async def state(portal: Portal, policy_id: UUID) -> list[object]:
    """What the service keeps of a policy, without what only says when it was written."""
    found: list[object] = []
    for table in TABLES:
        rows = await portal.sql(
            f"SELECT to_jsonb(t) FROM {table} t WHERE policy_id = :id ORDER BY to_jsonb(t)::text",
            id=policy_id,
        )
        found += [{name: value for name, value in row[0].items() if name not in IGNORED} for row in rows]
    return found


async def told(portal: Portal, policy_id: UUID) -> list[tuple[str, object]]:
    newest: dict[str, object] = {}
    for event in await portal.told():
        if event["policy_id"] == str(policy_id):
            newest[event["channel"]] = (event["revision"], "withdrawn_at" in event)
    return sorted(newest.items())


@given(st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_duplicates_and_batches_change_nothing(portal: Portal, data: st.DataObject) -> None:
    """Each event in its order, any number of times, cut into any batches."""
    plain, again = uuid4(), uuid4()
    await portal.deliver(*life_of(plain))
    events, ids = life_of(again), [uuid4() for _ in range(6)]
    for index in range(len(events)):
        repeated = data.draw(st.lists(st.integers(0, index), max_size=3))
        chosen = [index, *repeated]
        await portal.deliver(*(events[n] for n in chosen), ids=[ids[n] for n in chosen])
    assert _nameless(await state(portal, again), again) == _nameless(await state(portal, plain), plain)
    assert await told(portal, again) == await told(portal, plain)


@given(st.permutations(range(6)))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_the_order_the_state_is_the_same(portal: Portal, order: Sequence[int]) -> None:
    """Also of what only came after the withdrawal: the tombstone says the text that was withdrawn."""
    plain, shuffled = uuid4(), uuid4()
    await portal.deliver(*life_of(plain))
    events = life_of(shuffled)
    for index in order:
        await portal.deliver(events[index])
    assert _nameless(await state(portal, shuffled), shuffled) == _nameless(await state(portal, plain), plain)
    assert await told(portal, shuffled) == [("business", (4, True)), ("government", (4, True))]


async def test_overlapping_consumers_change_nothing(portal: Portal) -> None:
    plain, contested = uuid4(), uuid4()
    await portal.deliver(*life_of(plain))
    events, ids = life_of(contested), [uuid4() for _ in range(6)]
    await asyncio.gather(*(portal.deliver(*events, ids=ids) for _ in range(3)))
    assert _nameless(await state(portal, contested), contested) == _nameless(
        await state(portal, plain), plain
    )


def _nameless(found: list[object], policy_id: UUID) -> str:
    """The state with the policy's own id and random announcement ids left out."""
    text = str(found).replace(str(policy_id), "POLICY")
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", text)
