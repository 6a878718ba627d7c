"""ETag, Last-Modified and 304 for public pages and feeds, which are kept in memory while nothing changes.

What the site shows follows from the site version, the day (deadlines are counted in days), the program and
the address: a page that a browser holds is checked without making it, and made once for everybody else.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from portal_sync.handlers.desk import Desk
from portal_sync.handlers.page_memory import KeptPage
from shared.clock import SHANGHAI, Clock
from shared.web.flash import read_flashes

_PUBLIC: Final = "public, max-age=0, must-revalidate"
_PACKAGES: Final = ("portal_sync", "shared")

Make = Callable[[], Awaitable[Response]]
MakeInside = Callable[[AsyncSession], Awaitable[Response]]


async def conditionally(request: Request, desk: Desk, make: MakeInside) -> Response:
    """Answer as `kept_page` does; the page is made in a transaction of its own."""

    async def made() -> Response:
        async with desk.database.transaction() as session:
            return await make(session)

    return await kept_page(request, desk, made)


async def kept_page(request: Request, desk: Desk, make: Make) -> Response:
    """Answer 304 where the visitor has the page already; else send it and say how to check it later.

    A page with somebody's name or a message on it is made anew each time, and kept by nobody; so is one that
    says `no-store` because it will be another in a moment.
    """
    if _is_somebodys(request):
        return await make()
    version, changed_at = await desk.version.current()
    tag, modified = _tag(request, desk.clock, version), _modified(desk.clock, changed_at)
    if has_already(request, tag, modified):
        response = Response(status_code=304)
    else:
        page = await desk.memory.page(tag, partial(_make, make))
        response = _sent(page, packed="gzip" in request.headers.get("accept-encoding", ""))
    fleeting = "no-store" in response.headers.get("cache-control", "")
    if response.status_code in {200, 304} and not fleeting:
        response.headers["ETag"] = tag
        response.headers["Last-Modified"] = format_datetime(modified, usegmt=True)
        response.headers["Cache-Control"] = _PUBLIC
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response


def _is_somebodys(request: Request) -> bool:
    return getattr(request.state, "principal", None) is not None or bool(read_flashes(request))


async def _make(make: Make) -> KeptPage:
    response = await make()
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return KeptPage(response.status_code, headers, bytes(response.body))


def _sent(page: KeptPage, *, packed: bool) -> Response:
    body = page.compressed() if packed else None
    headers = {**page.headers, "Content-Encoding": "gzip"} if body is not None else page.headers
    return Response(page.body if body is None else body, page.status, headers)


def _tag(request: Request, clock: Clock, version: int) -> str:
    parts = (program_digest(), str(version), clock.today().isoformat(), request.url.path, request.url.query)
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"'


def _modified(clock: Clock, changed_at: datetime | None) -> datetime:
    midnight = datetime.combine(clock.today(), time(), SHANGHAI).astimezone(UTC)
    newest = max(midnight, changed_at) if changed_at else midnight
    return newest.replace(microsecond=0)


def has_already(request: Request, tag: str, modified: datetime) -> bool:
    """Tell whether the visitor has what this tag and time name."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or tag.removeprefix("W/") in {
            part.strip().removeprefix("W/") for part in known.split(",")
        }
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return modified <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


@cache
def program_digest() -> str:
    """Return a digest of what makes the pages: templates, styles and code."""
    whole = hashlib.sha256()
    for package in _PACKAGES:
        root = Path(str(files(package)))
        for path in sorted(root.rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js"}:
                whole.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()[:16]
