"""JSON Schema snapshots of the event contracts. `python -m tests.contracts.snapshots` brings them up to date.

It refuses a change that old consumers cannot read: such a change is a new event type (`….v2`).
"""

import json
import sys
from pathlib import Path
from typing import Any

from shared.events.topics import EVENTS
from tests.contracts.compatibility import breaks

FOLDER = Path(__file__).parent / "schemas"


def schema_of(event_type: str) -> dict[str, Any]:
    return EVENTS[event_type].model_json_schema(mode="serialization")


def snapshot_of(event_type: str) -> dict[str, Any]:
    snapshot: dict[str, Any] = json.loads((FOLDER / f"{event_type}.json").read_text(encoding="utf-8"))
    return snapshot


def main() -> int:
    """Write snapshots; return 1 where a contract would break its readers."""
    refused = 0
    for event_type in EVENTS:
        path = FOLDER / f"{event_type}.json"
        found = breaks(snapshot_of(event_type), schema_of(event_type)) if path.exists() else []
        for sentence in found:
            refused = 1
            print(f"{event_type}: {sentence}", file=sys.stderr)
        if not found:
            text = json.dumps(schema_of(event_type), ensure_ascii=False, indent=2, sort_keys=True)
            path.write_text(f"{text}\n", encoding="utf-8")
    return refused


if __name__ == "__main__":
    sys.exit(main())
