"""Generated documents, `docs/events.md` and AsyncAPI: `python -m tests.contracts.documents` writes them."""

import json
import sys
from importlib import import_module
from pathlib import Path

from faststream.specification import AsyncAPI

from shared.events.base import Event
from shared.events.topics import TOPICS, Topic, example_of

DOCS = Path(__file__).parents[2] / "docs"
PACKAGES = {
    "publisher": "publisher",
    "matcher": "matcher",
    "notifier": "notifier",
    "portal-sync": "portal_sync",
}

_HEAD = """# Events

Generated from `shared/src/shared/events`; `make contracts` brings it up to date and a test keeps it so.

CloudEvents 1.0 in Kafka's binary content mode: `ce_id`, `ce_type`, `ce_source`, `ce_subject`, `ce_time` and
`ce_dataschema` are headers, as is `traceparent`; the value is JSON. An event holds the whole state of its
subject. Consumers ignore an event id they have seen, and a revision that is not newer than what they have.
JSON Schemas stand in `tests/contracts/schemas`, examples in `shared/src/shared/events/examples`, and what
each service reads and sends in `docs/asyncapi`.

"""


def events_document() -> str:
    return _HEAD + "\n".join(_topic(topic) for topic in TOPICS)


def asyncapi_document(service: str) -> str:
    package = PACKAGES[service]
    settings = import_module(f"{package}.settings").Settings()
    described = import_module(f"{package}.main").build(settings).describe_broker()
    document = AsyncAPI(described, title=f"Huiqi {service}", version="1").to_specification().to_jsonable()
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def documents() -> dict[Path, str]:
    made = {DOCS / "asyncapi" / f"{service}.json": asyncapi_document(service) for service in PACKAGES}
    return made | {DOCS / "events.md": events_document()}


def _topic(topic: Topic) -> str:
    kept = "the last event of each key" if topic.compacted else "everything"
    if topic.retention:
        kept = f"{topic.retention.days} days"
    readers = ", ".join(topic.consumers) or "operators"
    head = f"## `{topic.name}`\n\nOwner: {topic.owner}. Read by: {readers}. Key: {topic.key}. Kept: {kept}.\n"
    added = "`huiqi_dead_reason`, `huiqi_dead_attempts` and `huiqi_dead_from`"
    dead = f"\nThe original bytes and headers, with the headers {added}.\n"
    return head + ("".join(_event(event) for event in topic.events) or dead)


def _event(event: type[Event]) -> str:
    example = json.dumps(example_of(event), ensure_ascii=False, indent=2)
    about = " ".join((event.__doc__ or "").split())
    return f"\n### `{event.event_type}`\n\n{about}\n\n```json\n{example}\n```\n"


if __name__ == "__main__":
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(DOCS.parent), file=sys.stderr)
