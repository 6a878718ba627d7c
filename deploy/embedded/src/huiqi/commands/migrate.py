"""`huiqi migrate`: bring the schemas of a PostgreSQL up to date, for running services on their own."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from huiqi.options import AsJson

EXAMPLES = """Example:

HUIQI_DATABASE_URL=postgresql://postgres@db/huiqi huiqi migrate --passwords /run/secrets/huiqi.json
"""


def migrate(
    database_url: Annotated[
        str,
        typer.Option(help="Database, and a user who may create roles in it.", envvar="HUIQI_DATABASE_URL"),
    ],
    passwords: Annotated[
        Path,
        typer.Option(help="File with the services' passwords (JSON); made where it is missing."),
    ] = Path("passwords.json"),
    as_json: AsJson = False,
) -> None:
    """Create the services' roles and schemas where missing, and run their migrations. Harmless to repeat.

    With --json, the URL of each service is written, password included.
    """
    from huiqi.errors import Refused
    from huiqi.parts import as_sqlalchemy_url
    from huiqi.schemas import prepare
    from shared.db.bootstrap import load_passwords

    try:
        known = load_passwords(passwords)
    except (OSError, ValueError) as error:
        raise Refused(f"the passwords in {passwords} cannot be used: {error}") from error
    urls = asyncio.run(prepare(as_sqlalchemy_url(database_url), known))
    typer.echo(json.dumps(urls) if as_json else f"up to date: {', '.join(urls)}")
