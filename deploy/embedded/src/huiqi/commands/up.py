"""`huiqi up`: the whole system on one machine."""

from pathlib import Path

import typer

from huiqi.options import DEFAULT_DATA, DEFAULT_HOST, DEFAULT_PORT, Data, Host, Port

EXAMPLES = """Examples:

huiqi up

huiqi up --data /var/lib/huiqi --host 0.0.0.0 --port 8080

HUIQI_KAFKA_BOOTSTRAP_SERVERS=kafka:9092 HUIQI_DATABASE_URL=postgresql://postgres@db/huiqi huiqi up
"""


def up(data: Data = DEFAULT_DATA, host: Host = DEFAULT_HOST, port: Port = DEFAULT_PORT) -> None:
    """Start database, broker, issuer and all four services behind one address; Ctrl-C stops them."""
    from huiqi.running import run

    run(_up(data, host, port))


async def _up(data: Path, host: str, port: int) -> None:
    from huiqi.datafolder import DataFolder
    from huiqi.edition import Edition
    from huiqi.running import run_edition
    from huiqi.settings import edition_settings

    async def say(edition: Edition) -> None:
        typer.echo(
            f"Huiqi is ready at {edition.address} after {edition.start_seconds:.1f} s; Ctrl-C stops it.",
            err=True,
        )

    edition = Edition(edition_settings(), DataFolder(data), host, port)
    await run_edition(edition, say, keep_serving=lambda _: True)
