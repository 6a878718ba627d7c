"""No page is forgotten: each that a route answers with is looked at in the browser."""

import re
from typing import Final

from tests.e2e.access_rules import SITE
from tests.e2e.pages import PAGES

# What is read by GET and is no page.
NO_PAGES: Final = (
    "/api/",
    "/assets/",
    "/auth/callback",
    "/favicon.ico",
    "/health/",
    "/id/",
    "/metrics",
    "/opensearch.xml",
    "/robots.txt",
    "/search/suggest",
    "/sitemap",
    ".atom",
    ".csv",
    ".ics",
    ".json",
    ".svg",
    ".xlsx",
)
# Addresses without their last slash, which go on to the page.
GOING_ON: Final = {"/my", "/my/inbox", "/association", "/publish"}


def test_every_page_is_looked_at() -> None:
    """A route that answers with a page belongs into pages.py."""
    looked_at = [page.partition("?")[0] for pages in PAGES.values() for page in pages]
    routes = {path for method, path in SITE if method == "GET"} - GOING_ON
    pages = [path for path in routes if not path.startswith(NO_PAGES) and not path.endswith(NO_PAGES)]
    forms = {page: re.compile(re.sub(r"\{\w+\}", "[^/]+", page)) for page in pages}
    assert [page for page, form in forms.items() if not any(form.fullmatch(each) for each in looked_at)] == []
