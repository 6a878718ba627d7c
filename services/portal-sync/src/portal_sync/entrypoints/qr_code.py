"""The QR code of an address, drawn into the page: no picture is fetched, and no other site asked."""

from functools import lru_cache
from typing import Final

import segno
from markupsafe import Markup

_MASK: Final = 2
"""Of addresses of policies it is the best in two of three."""


@lru_cache(maxsize=512)
def qr_code(address: str) -> Markup:
    """Return an SVG of 4 px modules on white, so that it can be read in dark mode too."""
    # Readers take any mask. To find the one with the fewest patches took half the time of a page.
    code = segno.make(address, error="m", micro=False, mask=_MASK)
    drawn = code.svg_inline(scale=4, border=2, light="#fff", svgclass="qr", lineclass=None, omitsize=False)
    # Everything in it is digits that segno computed; the address itself is not in the drawing.
    return Markup(drawn)  # noqa: S704
