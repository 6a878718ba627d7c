"""What the pages of this service have in common: its templates, and helpers that they use."""

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal_sync.domain.citation import citation
from portal_sync.domain.filing import FilingState
from portal_sync.domain.results import AnnouncementState
from portal_sync.domain.routing import RULES
from portal_sync.domain.web_address import web_address
from portal_sync.entrypoints.choices import AMOUNTS, INDUSTRIES, QUALIFICATIONS, SIZES
from portal_sync.settings import Settings
from shared import vocabulary
from shared.web import make_templates

templates: Final = make_templates("portal_sync")
_FOLDERS: Final = {rule.name: rule.folder for rule in RULES}

templates.env.filters["web_address"] = web_address
templates.env.globals.update(
    FilingState=FilingState,
    AnnouncementState=AnnouncementState,
    THEMES=vocabulary.THEMES,
    INDUSTRIES=INDUSTRIES,
    SIZES=SIZES,
    QUALIFICATIONS=QUALIFICATIONS,
    AMOUNTS=AMOUNTS,
    folder_of=_FOLDERS.get,
    citation=citation,
)


async def prepare_templates(stop: asyncio.Event) -> None:
    """Compile what pages are made from beside everything else that a start does, and be done."""
    await asyncio.to_thread(templates.compile_all)
    await stop.wait()


def page(
    request: Request,
    name: str,
    settings: Settings,
    /,
    status_code: int = 200,
    **context: Any,  # noqa: ANN401 (whatever a template shows)
) -> Response:
    """Render a page; templates also see `settings` and `absolute`, this page's address without its query."""
    absolute = f"{settings.public_url.rstrip('/')}{request.url.path}"
    return templates.render(
        request, name, status_code=status_code, settings=settings, absolute=absolute, **context
    )


def not_found(request: Request, settings: Settings, what: str) -> Response:
    """Answer 404 with a page that helps."""
    return page(request, "not_found.html", settings, 404, what=what)
