"""CloudEvents 1.0 in Kafka's binary content mode: attributes in headers, the data as the value.

Source: the CloudEvents Kafka protocol binding, version 1.0.2, section 3.2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from shared.events.base import Event
from shared.messaging.errors import Permanent

Headers = dict[str, str]

SOURCE_PREFIX: Final = "/huiqi/"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A decoded event with its CloudEvents id and headers; `again` where a rebuild applies it once more."""

    event_id: UUID
    event: Event
    headers: Headers
    again: bool = False


def encode(event: Event, *, event_id: UUID, source: str, time: datetime, trace: Mapping[str, str]) -> Headers:
    """Return the headers of an event; its value is `event.model_dump_json()`."""
    return {
        "ce_specversion": "1.0",
        "ce_id": str(event_id),
        "ce_type": event.event_type,
        "ce_source": f"{SOURCE_PREFIX}{source}",
        "ce_subject": event.subject,
        "ce_time": time.isoformat().replace("+00:00", "Z"),
        "ce_dataschema": f"urn:huiqi:schema:{event.event_type}",
        "content-type": "application/json",
        **trace,
    }


def headers_of(raw: Iterable[tuple[str, bytes | None]]) -> Headers:
    """Return Kafka's headers as text; bytes that are no text are replaced, never raised."""
    return {name: (value or b"").decode("utf-8", "replace") for name, value in raw}


def decode(headers: Headers, value: bytes | None, types: Mapping[str, type[Event]]) -> Envelope | None:
    """Return the event that a record carries, or None where nobody here asked for its type.

    Raises `Permanent` where the record is no CloudEvent or its data break the contract.
    """
    event_type = headers.get("ce_type")
    if event_type is None:
        raise Permanent("the record has no ce_type header: it is no CloudEvent in binary mode")
    model = types.get(event_type)
    if model is None:
        return None
    try:
        event_id = UUID(headers.get("ce_id", ""))
        return Envelope(event_id, model.model_validate_json(value or b""), headers)
    except ValueError as error:
        raise Permanent(f"{event_type} breaks its contract: {error}") from error
