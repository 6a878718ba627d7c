"""`huiqi serve SERVICE`: one service in a process of its own, as in production."""

from enum import StrEnum
from typing import Annotated

import typer

from huiqi.options import DEFAULT_HOST, Host

EXAMPLES = """Example:

HUIQI_DATABASE_URL=… HUIQI_KAFKA_BOOTSTRAP_SERVERS=kafka:9092 huiqi serve matcher --port 8002
"""


class ServiceName(StrEnum):
    """The four services."""

    PUBLISHER = "publisher"
    MATCHER = "matcher"
    NOTIFIER = "notifier"
    PORTAL_SYNC = "portal-sync"


def serve(
    service: Annotated[ServiceName, typer.Argument(help="Which service.")],
    host: Host = DEFAULT_HOST,
    port: Annotated[
        int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)
    ] = 8000,
) -> None:
    """Run one service alone.

    Its settings come from the environment (HUIQI_…), its schema from `huiqi migrate`.
    """
    import importlib

    import uvicorn
    from pydantic import ValidationError
    from sqlalchemy.exc import ArgumentError

    from huiqi.errors import Refused
    from huiqi.server import address_of, listen
    from huiqi.settings import in_words

    listening = listen(host, port)
    try:
        app = importlib.import_module(f"{service.value.replace('-', '_')}.main").app()
    except ValidationError as error:
        raise Refused(in_words(error.errors(include_url=False))) from error
    except (ArgumentError, ValueError) as error:
        raise Refused(f"the settings of {service.value} are wrong: {error}") from error
    typer.echo(f"{service.value} at {address_of(listening)}", err=True)
    config = uvicorn.Config(
        app, access_log=False, log_config=None, timeout_graceful_shutdown=5, server_header=False
    )
    uvicorn.Server(config).run(sockets=[listening])
