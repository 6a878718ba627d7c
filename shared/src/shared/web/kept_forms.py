"""A form that was sent after its session had ended: what was typed stands on the answer, to be sent again.

Only for forms that a browser vouches to have come from this site's own pages: another site's form is never
shown again under a token that would let it through.
"""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from shared.identity.errors import Forged, NotSignedIn
from shared.identity.forgery import FIELD

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_LONGEST_FIELD: Final = 4 * 1024 * 1024
_TITLES: Final = {NotSignedIn: "登录已过期", Forged: "页面已过期"}


@dataclass(frozen=True)
class KeptForm:
    """The fields as they were sent; files cannot be kept. `status` is that of the refusal."""

    status: int
    title: str
    fields: tuple[tuple[str, str], ...]
    files: bool


async def kept_form(request: Request, refusal: Exception) -> KeptForm | None:
    """What was sent, where the refusal is one that signing in again or a fresh token heals."""
    if not isinstance(refusal, NotSignedIn | Forged) or request.method != "POST":
        return None
    if request.headers.get("sec-fetch-site") != "same-origin":
        return None
    if not request.headers.get("content-type", "").startswith(_FORMS):
        return None
    form = await request.form(max_part_size=_LONGEST_FIELD)
    pairs = [(name, value) for name, value in form.multi_items() if name != FIELD]
    fields = tuple((name, value) for name, value in pairs if isinstance(value, str))
    return KeptForm(refusal.status, _TITLES[type(refusal)], fields, len(fields) < len(pairs))
