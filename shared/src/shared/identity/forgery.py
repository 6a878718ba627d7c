"""Cross-site request forgery: what changes something under a session cookie must come from our pages.

Two checks, for each is blind somewhere. The browser's own word (Sec-Fetch-Site, or Origin where a browser is
older) says where a request comes from, but a script outside a browser or a rewriting proxy has none. A token
bound to the session, in a form field or the header X-CSRF-Token, proves that the page was ours. No library is
used: those for Starlette keep a cookie of their own beside the session and know neither header.
"""

import hmac
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from shared.identity.errors import Forged
from shared.identity.identity import Identity

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_LONGEST_FIELD: Final = 4 * 1024 * 1024
HEADER: Final = "x-csrf-token"
FIELD: Final = "csrf_token"


async def refuse_forgery(request: Request) -> None:
    """Raise Forged where a cookie-borne request that changes something is not from this site's own pages.

    A dependency of the whole application. The form it reads stays on the request for the route to read.
    """
    if request.method in _SAFE or getattr(request.state, "session", None) is None:
        return
    if not _from_here(request):
        raise Forged("这项操作不是从本站页面发起的，已拒绝。请回到页面重新操作。")
    token = await _token(request)
    if not hmac.compare_digest(token.encode(), request.state.csrf_token.encode()):
        raise Forged("页面已过期，请刷新页面后重新提交。")


def _from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:
        return True
    identity: Identity = request.state.identity
    return urlsplit(origin).netloc in {urlsplit(identity.public_url).netloc, request.headers.get("host")}


async def _token(request: Request) -> str:
    header = request.headers.get(HEADER)
    if header is not None:
        return header
    if request.headers.get("content-type", "").startswith(_FORMS):
        value = (await request.form(max_part_size=_LONGEST_FIELD)).get(FIELD)
        return value if isinstance(value, str) else ""
    return ""
