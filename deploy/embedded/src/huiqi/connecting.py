"""Finding the running system that a command talks to."""

import os
from pathlib import Path

import httpx

from huiqi.access import FolderAccess, token_from_environment
from huiqi.api import Api
from huiqi.datafolder import DataFolder
from huiqi.errors import Refused


def _is_site(address: str) -> bool:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return False
    return url.scheme in {"http", "https"} and bool(url.host) and (url.port or 1) < 65536


def connect(data: Path, url: str | None) -> Api:
    """Return the APIs of the system at `url`, or of the one that runs on the data folder.

    Acts by HUIQI_TOKEN where that is set, else by the folder's secrets. Raises Refused where none runs.
    """
    folder = DataFolder(data)
    running = folder.running()
    address = url or (running.address if running else None)
    if address is None:
        raise Refused(
            f"no huiqi runs on the data folder {folder.path}; start one with `huiqi up`, or give --url"
        )
    if not _is_site(address):
        raise Refused(f"--url must be an address such as https://huiqi.example.gov.cn, not {address!r}")
    if os.environ.get("HUIQI_TOKEN") or running is None:
        return Api(address, token_from_environment)
    return Api(address, FolderAccess(folder, running.address, running.public_url))
