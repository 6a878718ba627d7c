"""Messages that survive one redirect ("已保存。"), in a short-lived cookie.

The cookie holds text only and is escaped when shown, so it needs no signature: a forged one shows its forger
a sentence.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

_COOKIE: Final = "huiqi_flash"
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Flash:
    """One sentence; `tone` is good, bad, warn or info."""

    text: str
    tone: str = "good"


def see_other(url: str, message: str = "", tone: str = "good") -> RedirectResponse:
    """Answer a form post with 303 to a page that shows the message once."""
    response = RedirectResponse(url, status_code=303)
    if message:
        value = json.dumps([asdict(Flash(message[:_LONGEST], tone))], ensure_ascii=False).encode()
        encoded = base64.urlsafe_b64encode(value).decode()
        response.set_cookie(_COOKIE, encoded, max_age=60, httponly=True, samesite="lax", path="/")
    return response


def read_flashes(request: Request) -> list[Flash]:
    """Return the messages that wait for this visitor."""
    cookie = request.cookies.get(_COOKIE)
    if not cookie:
        return []
    try:
        items = json.loads(base64.urlsafe_b64decode(cookie))
        return [Flash(str(item["text"])[:_LONGEST], _tone(item.get("tone"))) for item in items]
    except (ValueError, binascii.Error, KeyError, TypeError, AttributeError):
        return []


def clear_flashes(response: Response) -> None:
    """Forget the messages once they are shown."""
    response.delete_cookie(_COOKIE, path="/", httponly=True, samesite="lax")


def _tone(value: object) -> str:
    return value if isinstance(value, str) and value in {"good", "bad", "warn", "info"} else "info"
