"""`huiqi audit`: do the twelve invariants hold on the running system?"""

import asyncio
import json
from typing import Annotated

import typer

from huiqi.errors import Failed
from huiqi.options import DEFAULT_DATA, AsJson, Data, Url

EXAMPLES = """Examples:

huiqi audit

huiqi audit --replay --json | jq '.invariants[] | select(.breaches > 0)'
"""


def audit(
    data: Data = DEFAULT_DATA,
    url: Url = None,
    patience: Annotated[
        float, typer.Option(help="Seconds to wait until nothing moves any more.", min=0, max=3600)
    ] = 60,
    replay: Annotated[
        bool, typer.Option("--replay", help="Send everything again first, which must change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check each invariant by its number; exit code 1 where one is broken."""
    from huiqi.audit import Report
    from huiqi.audit import audit as run
    from huiqi.connecting import connect

    async def audited() -> Report:
        async with connect(data, url) as api:
            return await run(api, patience=patience, replay=replay)

    report = asyncio.run(audited())
    typer.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else report.as_text())
    if not report.settled:
        raise Failed("the system did not come to rest")
    if not report.clean:
        raise Failed(f"{report.breaches} breaches")
