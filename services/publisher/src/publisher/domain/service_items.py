"""Where enterprises file (办事事项): an address of 一网通办, over https."""

from collections.abc import Collection
from urllib.parse import urlsplit

from shared.outgoing.addresses import why_bad_url


def why_wrong(url: str, hosts: Collection[str]) -> str:
    """A sentence about what is wrong with the address of a service item, empty where nothing is.

    `hosts` are those of 一网通办; what lies under one of them is right too.
    """
    if problem := why_bad_url(url):
        return problem
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    if any(host == each or host.endswith(f".{each}") for each in hosts):
        return ""
    return f"{host} 不是一网通办的网址（应在 {'、'.join(hosts)} 之下），请核对事项网址。"
