"""`huiqi static-site`: a channel as files that any web server can serve."""

import asyncio
import io
import tarfile
from pathlib import Path
from typing import Annotated

import typer

from huiqi.errors import Refused
from huiqi.options import DEFAULT_DATA, Data, Url

EXAMPLES = """Examples:

huiqi static-site /var/www/policies --address https://policies.example.gov.cn

huiqi static-site business.tar.gz --channel business
"""


def static_site(
    target: Annotated[
        Path,
        typer.Argument(help="An empty or new folder, or a file that ends in .tar.gz.", show_default=False),
    ],
    channel: Annotated[str, typer.Option(help="Whose entries.")] = "government",
    address: Annotated[str, typer.Option(help="Where the folder will be served.")] = "http://localhost",
    data: Data = DEFAULT_DATA,
    url: Url = None,
) -> None:
    """Write everything that a channel shows: pages, lists, feed, sitemap and assets."""
    packed = target.name.endswith(".tar.gz")
    if not packed and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refused(f"{target} is there already, and not an empty folder")
    archive = asyncio.run(_download(data, url, channel, address))
    try:
        if packed:
            target.write_bytes(archive)
        else:
            with tarfile.open(fileobj=io.BytesIO(archive)) as files:
                files.extractall(target, filter="data")
    except OSError as error:
        raise Refused(f"cannot write {target}: {error.strerror}") from error
    typer.echo(f"{target}: {len(archive)} bytes packed")


async def _download(data: Data, url: Url, channel: str, address: str) -> bytes:
    from huiqi.api import ApiRefusedError
    from huiqi.connecting import connect

    async with connect(data, url) as api:
        try:
            return await api.download("/api/portal/v1/ops/static-site", channel=channel, address=address)
        except ApiRefusedError as error:
            raise Refused(str(error)) from error
