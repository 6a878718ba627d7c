"""`huiqi demo`: see the whole system at work on one machine."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huiqi.errors import Failed, Refused
from huiqi.options import DEFAULT_DATA, DEFAULT_HOST, DEFAULT_PORT, AsJson, Data, Host, Port

if TYPE_CHECKING:
    from huiqi.demo.summary import Summary
    from huiqi.edition import Edition

EXAMPLES = """Examples:

huiqi demo

huiqi demo --once --json --port 0 --data /tmp/huiqi | jq .audit.breaches
"""


def demo(
    data: Data = DEFAULT_DATA,
    host: Host = DEFAULT_HOST,
    port: Port = DEFAULT_PORT,
    once: Annotated[
        bool, typer.Option("--once", help="End after the summary; exit code 1 if it is not all good.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Start everything, do the main job on the sample, say what came of it, and keep serving."""
    from huiqi.running import run

    summary = run(_demo(data, host, port, once=once, as_json=as_json))
    if summary is not None and once and not summary.good:
        raise Failed("not everything that was expected arrived")


async def _demo(data: Path, host: str, port: int, *, once: bool, as_json: bool) -> "Summary | None":
    from huiqi.datafolder import DataFolder
    from huiqi.edition import Edition
    from huiqi.running import run_edition
    from huiqi.settings import edition_settings

    async def job(edition: Edition) -> "Summary":
        typer.echo(f"Huiqi is ready at {edition.address} after {edition.start_seconds:.1f} s.", err=True)
        summary = await _perform(edition, data)
        typer.echo(json.dumps(summary.as_json(), ensure_ascii=False) if as_json else summary.as_text())
        if not once:
            typer.echo("Serving; Ctrl-C stops it.", err=True)
        return summary

    edition = Edition(edition_settings(), DataFolder(data), host, port, demo=True)
    return await run_edition(edition, job, keep_serving=lambda _: not once)


async def _perform(edition: "Edition", data: Path) -> "Summary":
    from huiqi.api import ApiRefusedError
    from huiqi.connecting import connect
    from huiqi.demo.performing import perform
    from huiqi.progress import steps

    async with connect(data, edition.address) as api:
        with steps(narrate=True) as shown:
            try:
                return await perform(api, shown)
            except ApiRefusedError as error:
                raise Refused(f"the system refused a step of the demo: {error}") from error
