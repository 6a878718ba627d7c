"""`huiqi dead`: messages that could not be processed."""

import asyncio
import json
from typing import Annotated, Any

import typer

from huiqi.errors import Refused
from huiqi.options import DEFAULT_DATA, AsJson, Data, Url

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, replay or discard messages that could not be processed.",
    epilog="Example: huiqi dead list && huiqi dead replay notifier 12",
)

_SERVICES = ("publisher", "matcher", "notifier", "portal")

Service = Annotated[str, typer.Argument(help="publisher, matcher, notifier or portal.")]
Ids = Annotated[list[int], typer.Argument(help="Numbers of dead letters, as `huiqi dead list` shows them.")]


@app.command("list", epilog="Example: huiqi dead list --json | jq '.[] | {service, id, reason}'")
def list_letters(data: Data = DEFAULT_DATA, url: Url = None, as_json: AsJson = False) -> None:
    """Show the dead letters of all services, newest first."""
    letters = asyncio.run(_letters(data, url))
    if as_json:
        typer.echo(json.dumps(letters, ensure_ascii=False))
        return
    for letter in letters:
        typer.echo(
            f"{letter['service']} {letter['id']}  {letter['topic']} {letter['key']}  "
            f"{letter['attempts']} attempts  {letter['reason']}"
        )
    typer.echo(f"{len(letters)} dead letters", err=True)


@app.command("replay", epilog="Example: huiqi dead replay notifier 12 13")
def replay_letters(service: Service, ids: Ids, data: Data = DEFAULT_DATA, url: Url = None) -> None:
    """Try dead letters again, after what killed them was repaired."""
    asyncio.run(_settle(data, url, service, ids, "replay"))


@app.command("discard", epilog="Example: huiqi dead discard matcher 7")
def discard_letters(service: Service, ids: Ids, data: Data = DEFAULT_DATA, url: Url = None) -> None:
    """Settle dead letters without trying them again; they stay on record."""
    asyncio.run(_settle(data, url, service, ids, "discard"))


async def _letters(data: Data, url: Url) -> list[dict[str, Any]]:
    from huiqi.api import ApiRefusedError
    from huiqi.connecting import connect

    async with connect(data, url) as api:
        try:
            pages = await api.of_all("dead?limit=500")
        except ApiRefusedError as error:
            raise Refused(str(error)) from error
    return [{"service": service, **letter} for service, page in pages.items() for letter in page["items"]]


async def _settle(data: Data, url: Url, service: str, ids: list[int], how: str) -> None:
    from huiqi.api import ApiRefusedError
    from huiqi.connecting import connect

    if service not in _SERVICES:
        raise Refused(f"there is no service {service!r}; it is one of {', '.join(_SERVICES)}")
    async with connect(data, url) as api:
        for number in ids:
            try:
                await api.post(f"/api/{service}/v1/ops/dead/{number}/{how}")
            except ApiRefusedError as error:
                raise Refused(f"{service} {number}: {error}") from error
            typer.echo(f"{service} {number}: {how}: done")
