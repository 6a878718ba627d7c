"""`huiqi replay`: send again what the outboxes kept."""

import asyncio
import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from huiqi.errors import Refused
from huiqi.options import DEFAULT_DATA, AsJson, Data, Url

EXAMPLES = """Examples:

huiqi replay

huiqi replay --service publisher --topic huiqi.policies --since 2026-11-01T00:00:00+08:00
"""


class OutboxOwner(StrEnum):
    """Whose outbox is sent again."""

    PUBLISHER = "publisher"
    MATCHER = "matcher"
    NOTIFIER = "notifier"
    PORTAL = "portal"


def replay(
    service: Annotated[
        list[OutboxOwner] | None, typer.Option(help="Whose events; may be repeated; default: all services'.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only events of this topic.")] = None,
    key: Annotated[
        str | None, typer.Option(help="Only events with this key, a policy's id for example.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only events from this moment on (ISO 8601).")] = None,
    data: Data = DEFAULT_DATA,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Send kept events again, ids unchanged.

    Consumers ignore what they have seen, so this repairs and does no harm.
    """
    wanted: dict[str, Any] = {"topic": topic, "key": key, "since": _moment(since)}
    counts = asyncio.run(_replay(data, url, service or list(OutboxOwner), wanted))
    if as_json:
        typer.echo(json.dumps(counts))
    else:
        typer.echo("\n".join(f"{name}: {count} events" for name, count in counts.items()))


async def _replay(
    data: Data, url: Url, services: list[OutboxOwner], wanted: dict[str, Any]
) -> dict[str, int]:
    from huiqi.api import ApiRefusedError
    from huiqi.connecting import connect

    async with connect(data, url) as api:
        try:
            return {
                service.value: (await api.post(f"/api/{service.value}/v1/ops/replay", wanted))["count"]
                for service in services
            }
        except ApiRefusedError as error:
            raise Refused(str(error)) from error


def _moment(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"--since must be a moment such as 2026-11-01T09:00:00+08:00, not {text!r}") from error
    if moment.tzinfo is None:
        raise Refused("--since needs its distance to UTC, such as +08:00")
    return moment.isoformat()
