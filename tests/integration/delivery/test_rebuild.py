"""Invariant 10: emptying what a consumer made of its topics and replaying them yields the same state."""

import random
from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.events import Verdict
from shared.service.rebuilding import empty_projection
from tests.integration.delivery.consumers import PACKAGES, Consumer, differences
from tests.integration.delivery.history import ONE, STAYS, Told, change, history, matched
from tests.integration.delivery.promises import promised

HISTORY = history()

each = pytest.mark.parametrize("consumer", PACKAGES, indirect=True)


def replayed(consumer: Consumer) -> list[Told]:
    """What the owners of the topics that the service rebuilds from send again."""
    rebuild = consumer.service.rebuild
    assert rebuild is not None
    return [told for told in consumer.hears(HISTORY) if told.event.topic in rebuild.topics]


@each
async def test_the_same_again(consumer: Consumer) -> None:
    await consumer.take_each(consumer.hears(HISTORY))
    before = await consumer.dump()

    topics = await empty_projection(consumer.service)
    assert differences(await consumer.dump(), before) != {}
    await consumer.take_each(replayed(consumer))

    assert consumer.service.rebuild is not None
    assert topics == consumer.service.rebuild.topics
    assert await consumer.failures() == []
    assert differences(await consumer.dump(), before) == {}


@each
@pytest.mark.parametrize("seed", range(3))
async def test_topics_come_in_any_order(consumer: Consumer, seed: int) -> None:
    """Each topic in its own order, as the relays send them; nothing is said that was not said before."""
    choose = random.Random(seed)
    await consumer.take_each(consumer.hears(HISTORY))
    before, said = promised(consumer.package, await consumer.dump()), await consumer.sent()
    messages = await _messages(consumer)

    await empty_projection(consumer.service)
    waiting: dict[str, list[Told]] = {}
    for told in replayed(consumer):
        waiting.setdefault(told.event.topic, []).append(told)
    while waiting:
        topic = choose.choice(list(waiting))
        size = choose.randint(1, 5)
        await consumer.take([told.record() for told in waiting[topic][:size]])
        waiting[topic] = waiting[topic][size:]
        waiting = {name: rest for name, rest in waiting.items() if rest}

    assert differences(promised(consumer.package, await consumer.dump()), before) == {}
    assert await _messages(consumer) == messages
    if consumer.package != "portal_sync":
        # The portal says again what it shows, and receipts keep when it was shown first.
        assert await consumer.sent() == said


@each
async def test_twice_in_a_row(consumer: Consumer) -> None:
    await consumer.take_each(consumer.hears(HISTORY))
    before = await consumer.dump()
    await empty_projection(consumer.service)
    await consumer.take_each(replayed(consumer)[:5])
    await empty_projection(consumer.service)
    await consumer.take_each(replayed(consumer))
    assert differences(await consumer.dump(), before) == {}


@pytest.mark.parametrize("consumer", ["notifier"], indirect=True)
async def test_what_is_new_is_told_as_ever(consumer: Consumer) -> None:
    await consumer.take_each(consumer.hears(HISTORY))
    await empty_projection(consumer.service)
    await consumer.take_each(replayed(consumer))
    lost = matched(STAYS, 2, change(ONE, 2, Verdict.INELIGIBLE))
    await consumer.take([Told(uuid4(), lost).record()])
    async with consumer.service.database.transaction() as session:
        told = await session.execute(
            text("SELECT occasion FROM message WHERE kind = 'no_longer_eligible' AND credit_code = :code"),
            {"code": ONE},
        )
        assert list(told.scalars()) == ["r2"]


@pytest.mark.parametrize("consumer", ["publisher"], indirect=True)
async def test_what_was_given_up_stays_given_up(consumer: Consumer) -> None:
    """A dead letter that nobody replayed is no part of the state, and a rebuild does not kill it again."""
    [first, *_] = consumer.hears(HISTORY)
    broken = first.record()
    broken = type(broken)(broken.topic, 0, 0, broken.key, b"{}", broken.headers)
    await consumer.take([broken])
    assert len(await consumer.failures()) == 1
    await empty_projection(consumer.service)
    await consumer.take([broken])
    assert len(await consumer.failures()) == 1
    async with consumer.service.database.transaction() as session:
        dead = await session.execute(text("SELECT count(*) FROM outbox WHERE topic LIKE '%.dead'"))
        assert dead.scalar_one() == 1


async def _messages(consumer: Consumer) -> list[str]:
    """Messages and deliveries, which people have and a rebuild must not make anew."""
    if consumer.package != "notifier":
        return []
    dump = await consumer.dump()
    return sorted(str(row) for table in ("message", "delivery") for row in dump[table])
