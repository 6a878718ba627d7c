"""The QR code of a document's page: a picture of its own, for drawing it takes longer than the page."""

import io
from typing import Final

import segno
from fastapi import APIRouter, Request
from starlette.responses import Response

from portal_sync.entrypoints.choices import policy_id_in
from portal_sync.entrypoints.pages import not_found
from portal_sync.settings import Settings

_MASK: Final = 2
"""The best of eight for two in three of these addresses. Readers take any, and scoring all takes longest."""

_A_DAY: Final = "public, max-age=86400"


def qr_router(settings: Settings) -> APIRouter:
    """Return the address of the pictures. They follow from the address alone: nothing is read for them."""
    router = APIRouter(prefix="/gov/policies", include_in_schema=False)
    public_url = settings.public_url.rstrip("/")

    @router.get("/{policy_id}/qr.svg")
    async def qr_code(request: Request) -> Response:
        policy_id = policy_id_in(request.path_params["policy_id"])
        if policy_id is None:
            return not_found(request, settings, "没有这个地址的二维码。")
        drawn = _drawn(f"{public_url}/gov/policies/{policy_id}")
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": _A_DAY})

    return router


def _drawn(address: str) -> bytes:
    """An SVG on white, so that it can be read in dark mode too."""
    code = segno.make(address, error="m", micro=False, mask=_MASK)
    out = io.BytesIO()
    code.save(out, kind="svg", scale=4, border=2, light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue()
