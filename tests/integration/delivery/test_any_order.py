"""Invariants 2 and 3: whatever the order, the batches and the number of consumers, the end is the same."""

import asyncio
import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.integration.delivery.consumers import PACKAGES, Consumer, differences
from tests.integration.delivery.history import history
from tests.integration.delivery.promises import promised

HISTORY = history()

each = pytest.mark.parametrize("consumer", PACKAGES, indirect=True)
few = settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@each
@few
@given(seed=st.integers(0, 2**32))
async def test_any_order_with_repetitions(consumer: Consumer, seed: int) -> None:
    """Even orders that the broker does not make: a parked event comes after all that followed it."""
    choose = random.Random(seed)
    heard = consumer.hears(HISTORY)
    await consumer.forget()
    await consumer.take_each(heard)
    expected = promised(consumer.package, await consumer.dump())

    await consumer.forget()
    waiting = [told.record() for told in (*heard, *choose.choices(heard, k=len(heard) // 2))]
    choose.shuffle(waiting)
    while waiting:
        size = choose.randint(1, 6)
        await consumer.take(waiting[:size])
        waiting = waiting[size:]

    assert await consumer.failures() == []
    assert differences(promised(consumer.package, await consumer.dump()), expected) == {}


@each
async def test_overlapping_consumers_of_each_topic(consumer: Consumer) -> None:
    """Topic by topic, three processes with the same batch in hand: everything as if there were one."""
    heard = consumer.hears(HISTORY)
    topics = list(dict.fromkeys(told.event.topic for told in heard))
    batches = [[told.record() for told in heard if told.event.topic == topic] for topic in topics]
    for batch in batches:
        await consumer.take(batch)
    expected = await consumer.dump()

    await consumer.forget()
    for batch in batches:
        services = (consumer.service, *consumer.twins)
        await asyncio.gather(*(consumer.take(batch, service) for service in services))

    assert await consumer.failures() == []
    assert differences(await consumer.dump(), expected) == {}


@each
@pytest.mark.parametrize("seed", range(2))
async def test_everything_at_once(consumer: Consumer, seed: int) -> None:
    """Every topic in three processes at once, in batches of their own, as in one rebalance after another."""
    choose = random.Random(seed)
    heard = consumer.hears(HISTORY)
    await consumer.take_each(heard)
    expected = promised(consumer.package, await consumer.dump())
    await consumer.forget()

    async def some(service: int) -> None:
        processes = (consumer.service, *consumer.twins)
        waiting = [told.record() for told in heard]
        choose.shuffle(waiting)
        while waiting:
            size = choose.randint(1, 8)
            await consumer.take(waiting[:size], processes[service])
            waiting = waiting[size:]

    await asyncio.gather(*(some(service) for service in range(3)))

    assert await consumer.failures() == []
    assert differences(promised(consumer.package, await consumer.dump()), expected) == {}
