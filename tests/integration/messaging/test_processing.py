"""Effect once, order by revision, and nothing falls out."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from shared.db import Database
from shared.events import EnterpriseProfiled, EnterpriseRemoved, Event
from shared.messaging import Permanent
from shared.messaging.dead_letters import discard_dead, list_dead, replay_dead
from shared.messaging.parking import Record
from shared.messaging.processing import Processor
from shared.messaging.retrying import Retrier
from shared.messaging.subscription import Handler, Subscription
from tests.integration.messaging.conftest import effects, note, profiled, removed


def record(event: Event, event_id: str | None = None) -> Record:
    headers = {"ce_id": event_id or str(uuid4()), "ce_type": event.event_type, "ce_specversion": "1.0"}
    return Record(event.topic, 0, 0, event.key.encode(), event.model_dump_json().encode(), headers)


def processor(database: Database, handler: Handler = note) -> Processor:
    handlers: dict[type[Event], Handler] = {EnterpriseProfiled: handler, EnterpriseRemoved: note}
    return Processor("kit", Subscription("huiqi.enterprises", handlers=handlers), database)


async def test_the_same_event_again_changes_nothing(database: Database) -> None:
    event = record(profiled("A"))
    await processor(database).process([event, event])
    await processor(database).process([event])
    assert await effects(database) == ["A@1"]


async def test_overlapping_consumers_apply_an_event_once(database: Database) -> None:
    events = [record(profiled(f"C{n}")) for n in range(50)]
    await asyncio.gather(*(processor(database).process(events) for _ in range(4)))
    assert sorted(await effects(database)) == sorted(f"C{n}@1" for n in range(50))


async def test_a_late_event_after_a_tombstone_brings_nothing_back(database: Database) -> None:
    await processor(database).process([record(removed("B", 3))])
    await processor(database).process([record(profiled("B", 2)), record(profiled("B", 3))])
    assert await effects(database) == ["B@3"]


async def test_without_a_guard_a_handler_joins_late_events_itself(database: Database) -> None:
    handlers: dict[type[Event], Handler] = {EnterpriseProfiled: note, EnterpriseRemoved: note}
    subscription = Subscription("huiqi.enterprises", handlers=handlers, guarded=False)
    late = record(profiled("G", 2))
    await Processor("kit", subscription, database).process([record(removed("G", 3)), late, late])
    assert await effects(database) == ["G@3", "G@2"]


async def test_types_with_one_batch_handler_are_handled_together(database: Database) -> None:
    sizes: list[int] = []

    async def count(_: Any, events: Any) -> None:
        sizes.append(len(events))

    both: dict[type[Event], Any] = {EnterpriseProfiled: count, EnterpriseRemoved: count}
    subscription = Subscription("huiqi.enterprises", batch_handlers=both, one_trace_below=4)
    few = [record(profiled("H1")), record(removed("H2", 1)), record(profiled("H3"))]
    for number, one in enumerate(few):
        one.headers["traceparent"] = f"00-{number + 1:032x}-{1:016x}-01"
    await Processor("kit", subscription, database).process(few)
    await Processor("kit", subscription, database).process(
        [record(profiled(f"H{n}", 2)) for n in range(4, 8)] + [record(removed("H8", 1))]
    )
    assert sizes == [1, 1, 1, 5]


async def test_lanes_keep_the_events_of_a_key_in_order(database: Database) -> None:
    handlers: dict[type[Event], Handler] = {EnterpriseProfiled: note}
    subscription = Subscription("huiqi.enterprises", handlers, lanes=3, guarded=False)
    came = [(f"L{key}", revision) for revision in range(1, 5) for key in range(9)]
    await Processor("kit", subscription, database).process([record(profiled(*each)) for each in came])
    applied = await effects(database)
    assert sorted(applied) == sorted(f"{code}@{revision}" for code, revision in came)
    for key in range(9):
        assert [one for one in applied if one.startswith(f"L{key}@")] == [f"L{key}@{r}" for r in range(1, 5)]


async def test_what_fails_in_a_lane_is_set_aside_and_the_others_go_on(database: Database) -> None:
    async def refuse(session: Any, event: Any) -> None:
        if event.subject == "M3":
            raise Permanent("refused")
        await note(session, event)

    subscription = Subscription("huiqi.enterprises", {EnterpriseProfiled: refuse}, lanes=2)
    await Processor("kit", subscription, database).process([record(profiled(f"M{n}")) for n in range(20)])
    assert sorted(await effects(database)) == sorted(f"M{n}@1" for n in range(20) if n != 3)
    async with database.transaction() as session:
        assert [dead.reason for dead in await list_dead(session)] == ["refused"]


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
async def test_any_order_and_repetition_ends_with_the_newest(database: Database, data: st.DataObject) -> None:
    code = uuid4().hex
    events = [record(profiled(code, revision)) for revision in range(1, 6)]
    delivered = data.draw(st.lists(st.sampled_from(events), min_size=1, max_size=12))
    cut = data.draw(st.integers(0, len(delivered)))
    for batch in (delivered[:cut], delivered[cut:]):
        if batch:
            await processor(database).process(batch)
    applied = [int(what.rsplit("@", 1)[1]) for what in await effects(database, code)]
    assert applied == sorted(set(applied)), "revisions are applied in order, each once"
    newest = max(int(json.loads(event.value or b"{}")["revision"]) for event in delivered)
    assert applied[-1] == newest


async def test_a_poison_message_holds_up_nobody(database: Database) -> None:
    async def refuse_bad(session: Any, event: EnterpriseProfiled) -> None:
        if event.credit_code == "bad":
            raise RuntimeError("cannot")
        await note(session, event)

    events = [record(profiled(code)) for code in ("one", "bad", "two")]
    await processor(database, refuse_bad).process(events)
    assert await effects(database) == ["one@1", "two@1"]
    async with database.transaction() as session:
        parked = (await session.execute(text("SELECT reason, attempts FROM parked_event"))).one()
    assert parked.reason == "RuntimeError: cannot"
    assert parked.attempts == 1


async def test_a_large_batch_without_its_poison_goes_on_together(database: Database) -> None:
    batches: list[int] = []

    async def all_but_bad(session: Any, events: Sequence[EnterpriseProfiled]) -> None:
        batches.append(len(events))
        if any(event.credit_code == "bad" for event in events):
            raise RuntimeError("cannot")
        for event in events:
            await note(session, event)

    codes = [*(f"{n:02}" for n in range(99)), "bad"]
    subscription = Subscription(
        EnterpriseProfiled.topic, batch_handlers={EnterpriseProfiled: all_but_bad}, max_records=100
    )
    await Processor("tests", subscription, database).process([record(profiled(code)) for code in codes])
    assert len(await effects(database)) == 99
    assert max(batches[1:]) == 50
    assert len(batches) < 20


async def test_a_parked_event_is_applied_when_its_cause_is_gone(database: Database) -> None:
    broken = True

    async def sometimes(session: Any, event: EnterpriseProfiled) -> None:
        if broken:
            raise RuntimeError("not yet")
        await note(session, event)

    one = processor(database, sometimes)
    await one.process([record(profiled("later"))])
    broken = False
    await _make_due(database)
    assert await Retrier(database, [one]).retry_due() == 1
    assert await effects(database) == ["later@1"]
    assert await Retrier(database, [one]).retry_due() == 0


async def test_after_its_last_try_an_event_is_dead_and_can_be_replayed(database: Database) -> None:
    broken = True

    async def sometimes(session: Any, event: EnterpriseProfiled) -> None:
        if broken:
            raise RuntimeError("still not")
        await note(session, event)

    one = processor(database, sometimes)
    retrier = Retrier(database, [one])
    await one.process([record(profiled("tired"))])
    for _ in range(5):
        await _make_due(database)
        assert await retrier.retry_due() == 1
    async with database.transaction() as session:
        [dead] = await list_dead(session)
        topics = (await session.execute(text("SELECT topic, headers FROM outbox"))).one()
    assert (dead["attempts"], dead["reason"]) == (6, "RuntimeError: still not")
    assert topics.topic == "huiqi.kit.dead"
    assert topics.headers["huiqi_dead_reason"] == "RuntimeError: still not"

    broken = False
    async with database.transaction() as session:
        assert await replay_dead(session, dead["id"])
    assert await retrier.retry_due() == 1
    assert await effects(database) == ["tired@1"]
    async with database.transaction() as session:
        assert await list_dead(session) == []


async def test_what_is_no_event_goes_to_the_dead_letters_at_once(database: Database) -> None:
    nonsense = Record("huiqi.enterprises", 0, 7, None, b"\x00\xff", {})
    broken = Record(
        "huiqi.enterprises", 0, 8, b"k", b"{}", {"ce_id": str(uuid4()), "ce_type": "enterprise.profiled.v1"}
    )
    await processor(database).process([nonsense, record(profiled("fine")), broken])
    await processor(database).process([nonsense])
    assert await effects(database) == ["fine@1"]
    async with database.transaction() as session:
        dead = await list_dead(session)
        assert await discard_dead(session, dead[0]["id"])
        assert not await discard_dead(session, dead[0]["id"])
    assert {row["offset"] for row in dead} == {7, 8}


async def test_a_permanent_failure_is_not_tried_again(database: Database) -> None:
    async def never(_: Any, __: EnterpriseProfiled) -> None:
        raise Permanent("no such policy")

    await processor(database, never).process([record(profiled("x"))])
    async with database.transaction() as session:
        [dead] = await list_dead(session)
    assert (dead["reason"], dead["attempts"]) == ("no such policy", 1)


async def test_types_nobody_asked_for_are_passed_over(database: Database) -> None:
    strange = Record(
        "huiqi.enterprises", 0, 0, b"k", b"{}", {"ce_id": str(uuid4()), "ce_type": "enterprise.moved.v9"}
    )
    await processor(database).process([strange])
    async with database.transaction() as session:
        assert await list_dead(session) == []


async def _make_due(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE parked_event SET due_at = now() - interval '1 second'"))
