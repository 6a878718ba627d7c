"""`huiqi rebuild`: empty what a service made of its topics, and have them sent again."""

import asyncio
import json
from enum import StrEnum
from typing import Annotated

import typer

from huiqi.errors import Refused
from huiqi.options import DEFAULT_DATA, AsJson, Data, Url

EXAMPLES = """Examples:

huiqi rebuild portal

huiqi rebuild notifier --json
"""


class Rebuilt(StrEnum):
    """Whose projection is rebuilt."""

    PUBLISHER = "publisher"
    MATCHER = "matcher"
    NOTIFIER = "notifier"
    PORTAL = "portal"


def rebuild(
    service: Annotated[Rebuilt, typer.Argument(help="Whose tables are rebuilt.")],
    data: Data = DEFAULT_DATA,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Empty what a service made of the topics that it reads, and have their owners send them again.

    What people entered and what was sent to them stays; nobody is written to again.
    """
    counts = asyncio.run(_rebuild(data, url, service))
    if as_json:
        typer.echo(json.dumps(counts))
    else:
        typer.echo("\n".join(f"{topic}: {count} events" for topic, count in counts.items()))


async def _rebuild(data: Data, url: Url, service: Rebuilt) -> dict[str, int]:
    from huiqi.api import ApiRefusedError
    from huiqi.connecting import connect
    from shared.events.topics import topic_named

    async with connect(data, url) as api:
        try:
            emptied = await api.post(f"/api/{service.value}/v1/ops/rebuild")
            counts = {}
            for topic in emptied["topics"]:
                owner = topic_named(topic).owner.removesuffix("-sync")
                answer = await api.post(f"/api/{owner}/v1/ops/replay", {"topic": topic})
                counts[topic] = int(answer["count"])
        except ApiRefusedError as error:
            raise Refused(str(error)) from error
    return counts
