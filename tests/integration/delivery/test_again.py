"""Invariant 2: delivering any event again, any number of times, in any batches, changes nothing."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.events import Event
from shared.events.topics import EVENTS, SERVICES, TOPICS
from tests.integration.delivery.consumers import PACKAGES, Consumer, differences
from tests.integration.delivery.history import history

HISTORY = history()
CONSUMED = [
    pytest.param(package, event, id=f"{package}-{event.event_type}")
    for package, name in zip(PACKAGES, SERVICES, strict=True)
    for topic in TOPICS
    if name in topic.consumers
    for event in topic.events
]


def test_nothing_is_left_out() -> None:
    assert {type(told.event) for told in HISTORY} == set(EVENTS.values())


@pytest.mark.parametrize("consumer", PACKAGES, indirect=True)
def test_the_topics_say_who_consumes_them(consumer: Consumer) -> None:
    name = SERVICES[PACKAGES.index(consumer.package)]
    declared = {topic.name for topic in TOPICS if name in topic.consumers}
    assert declared == {event.topic for event in consumer.types}


@pytest.fixture(scope="session")
async def settled(consumers: dict[str, Consumer]) -> dict[str, Consumer]:
    """Every consumer once the whole history has come."""
    for consumer in consumers.values():
        await consumer.forget()
        await consumer.take_each(consumer.hears(HISTORY))
    return consumers


@pytest.mark.parametrize(("package", "event"), CONSUMED)
@settings(
    max_examples=3, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
async def test_again(
    settled: dict[str, Consumer], package: str, event: type[Event], data: st.DataObject
) -> None:
    """Under the id that it had, or, as an owner that was rebuilt says it, under another."""
    consumer = settled[package]
    heard = [told for told in HISTORY if type(told.event) is event]
    repeated = data.draw(st.lists(st.tuples(st.sampled_from(heard), st.booleans()), min_size=1, max_size=6))
    before, said = await consumer.dump(), await consumer.sent()

    await consumer.take([told.record(event_id=uuid4() if anew else None) for told, anew in repeated])

    assert await consumer.failures() == []
    assert differences(await consumer.dump(), before) == {}
    assert await consumer.sent() == said
