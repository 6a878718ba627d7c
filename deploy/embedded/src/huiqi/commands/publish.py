"""`huiqi publish`: bring reviewed policies live."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from huiqi.errors import Refused
from huiqi.options import DEFAULT_DATA, Account, AsJson, Data, Url

EXAMPLES = """Examples:

huiqi publish 8a0f… --as kw.publish

HUIQI_TOKEN=… huiqi publish 8a0f… --url https://huiqi.example.gov.cn
"""


def publish(
    policies: Annotated[
        list[str], typer.Argument(help="Ids of policies whose draft has passed its reviews.")
    ],
    data: Data = DEFAULT_DATA,
    url: Url = None,
    account: Account = None,
    as_json: AsJson = False,
) -> None:
    """Publish policies whose review is complete; what still stands in the way is named.

    Needs the department's publisher: by --as on the machine that runs the system, or by HUIQI_TOKEN.
    """
    ids = [_id(text) for text in policies]
    for policy in asyncio.run(_publish(data, url, account, ids)):
        typer.echo(
            json.dumps(policy, ensure_ascii=False)
            if as_json
            else f"{policy['policy_id']}  revision {policy['last_revision']}  {policy['title']}"
        )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(f"{text!r} is not the id of a policy") from error


async def _publish(data: Path, url: str | None, account: str | None, ids: list[UUID]) -> list[dict[str, Any]]:
    from huiqi.api import ApiRefusedError
    from huiqi.connecting import connect

    published = []
    async with connect(data, url) as api:
        for policy_id in ids:
            try:
                published.append(
                    await api.post(f"/api/publisher/v1/policies/{policy_id}/publish", account=account)
                )
            except ApiRefusedError as error:
                before = ", ".join(policy["policy_id"] for policy in published)
                raise Refused(
                    f"{policy_id}: {error}" + (f" (published before it: {before})" if before else "")
                ) from error
    return published
