"""Sitemaps as XML: the index, the parts it names, and the one of news."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from portal_sync.entrypoints.syndication import Items, title_of

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS: Final = "http://www.google.com/schemas/sitemap-news/0.9"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'

Places = Iterable[tuple[str, datetime | None]]


def sitemap_index(places: Places) -> bytes:
    """Return the index: each part's address and when it last changed."""
    return f'{_HEAD}<sitemapindex xmlns="{_SITEMAP}">\n{_listed("sitemap", places)}</sitemapindex>\n'.encode()


def sitemap(places: Places) -> bytes:
    """Return one part: addresses and when each last changed."""
    return f'{_HEAD}<urlset xmlns="{_SITEMAP}">\n{_listed("url", places)}</urlset>\n'.encode()


def news_sitemap(items: Items) -> bytes:
    """Return the sitemap of what was published lately, as search engines of news read it."""
    urls = "".join(
        f"<url><loc>{escape(place)}</loc><news:news><news:publication><news:name>惠企</news:name>"
        f"<news:language>zh-cn</news:language></news:publication>"
        f"<news:publication_date>{card.content.published_on.isoformat()}</news:publication_date>"
        f"<news:title>{escape(title_of(card))}</news:title></news:news></url>\n"
        for place, card in items
    )
    return f'{_HEAD}<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{urls}</urlset>\n'.encode()


def _listed(name: str, places: Places) -> str:
    return "".join(
        f"<{name}><loc>{escape(place)}</loc>"
        f"{f'<lastmod>{changed.isoformat()}</lastmod>' if changed else ''}</{name}>\n"
        for place, changed in places
    )
