"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path,
    typer.Option(
        help="Folder that holds the database, the secrets and where the system runs.", envvar="HUIQI_DATA"
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        help="Address of a running system; default: the one running on the data folder.", envvar="HUIQI_URL"
    ),
]
Host = Annotated[str, typer.Option(help="Address to listen on.", envvar="HUIQI_HOST")]
Port = Annotated[
    int,
    typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535, envvar="HUIQI_PORT"),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Write the result as JSON on standard output, and nothing else there.")
]
Account = Annotated[
    str | None,
    typer.Option(
        "--as", help="Demo account to act as, such as kw.editor; with HUIQI_TOKEN that token is used."
    ),
]

DEFAULT_DATA = Path("data")
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8080
