"""The event contracts: examples hold, schemas change only in sight, old consumers can still read."""

import copy
import json
from datetime import UTC, datetime
from uuid import uuid4

import jsonschema
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from pydantic import ValidationError

from shared.events import PolicyPublished, content_hash
from shared.events.topics import EVENTS, SERVICES, TOPICS, example_of
from shared.messaging.cloudevents import decode, encode
from tests.contracts.compatibility import breaks
from tests.contracts.snapshots import schema_of, snapshot_of

every_type = pytest.mark.parametrize("event_type", sorted(EVENTS))


@every_type
def test_example_is_what_the_contract_says(event_type: str) -> None:
    event = EVENTS[event_type].model_validate(example_of(EVENTS[event_type]))
    assert event.model_dump(mode="json") == example_of(EVENTS[event_type])
    assert event.event_type == event_type
    assert event.key
    assert event.subject_revision >= 1


@every_type
def test_schema_changes_only_in_sight(event_type: str) -> None:
    assert schema_of(event_type) == snapshot_of(event_type), "run `make contracts` and review the difference"


@every_type
def test_an_old_consumer_reads_what_is_written_now(event_type: str) -> None:
    assert breaks(snapshot_of(event_type), schema_of(event_type)) == []
    jsonschema.validate(example_of(EVENTS[event_type]), snapshot_of(event_type))


@every_type
def test_a_field_that_a_newer_producer_adds_is_no_trouble(event_type: str) -> None:
    EVENTS[event_type].model_validate(example_of(EVENTS[event_type]) | {"added_later": 1})


@every_type
def test_the_cloudevents_library_reads_our_binary_mode(event_type: str) -> None:
    event = EVENTS[event_type].model_validate(example_of(EVENTS[event_type]))
    event_id, now = uuid4(), datetime.now(UTC)
    headers = encode(event, event_id=event_id, source="publisher", time=now, trace={})
    value = event.model_dump_json().encode()
    message = KafkaMessage({name: text.encode() for name, text in headers.items()}, event.key.encode(), value)
    read = from_binary_event(message)
    assert (read.get_id(), read.get_type(), read.get_subject()) == (str(event_id), event_type, event.subject)
    assert read.get_data() == json.loads(value)
    again = decode(headers, value, EVENTS)
    assert again is not None
    assert again.event == event


def test_events_are_frozen() -> None:
    event = PolicyPublished.model_validate(example_of(PolicyPublished))
    with pytest.raises(ValidationError):
        event.revision = 2  # type: ignore[misc]


def test_the_hash_of_a_revision_covers_all_that_it_says() -> None:
    event = PolicyPublished.model_validate(example_of(PolicyPublished))
    assert event.content_hash == content_hash(event.content)
    changed = event.content.model_copy(update={"summary": "另一段概述"})
    assert content_hash(changed) != event.content_hash


def test_topics_are_declared_whole() -> None:
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)
    for topic in TOPICS:
        assert topic.owner in SERVICES
        assert set(topic.consumers) <= set(SERVICES)
        assert all(event.topic == topic.name for event in topic.events)


BREAKING = {
    "a field disappears": lambda s: s["properties"].pop("revision"),
    "a required field becomes optional": lambda s: s["required"].remove("revision"),
    "a type changes": lambda s: s["properties"]["revision"].update(type="string"),
    "a nested field disappears": lambda s: s["$defs"]["Department"]["properties"].pop("name"),
    "an enumeration grows": lambda s: s["$defs"]["BenefitKind"]["enum"].append("land"),
    "null becomes possible": lambda s: s["properties"].update(
        revision={"anyOf": [{"type": "integer"}, {"type": "null"}]}
    ),
}


@pytest.mark.parametrize("change", BREAKING.values(), ids=BREAKING.keys())
def test_a_breaking_change_is_found(change: object) -> None:
    new = copy.deepcopy(schema_of("policy.published.v1"))
    assert callable(change)
    change(new)
    assert breaks(schema_of("policy.published.v1"), new)


def test_an_added_field_is_no_break() -> None:
    new = copy.deepcopy(schema_of("policy.published.v1"))
    new["properties"]["added"] = {"type": "string"}
    assert breaks(schema_of("policy.published.v1"), new) == []
