"""Pages from Jinja2 templates: a service's own, on the shared shell.

What every page needs (who asks, the form token, the clock's today, flash messages) is in a context variable
while a page renders, so that macros imported without context have it too and stay compiled once.
"""

import importlib.resources
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from shared.clock import Clock, SystemClock
from shared.web import filters
from shared.web.assets import assets
from shared.web.flash import clear_flashes, read_flashes
from shared.web.navigation import navigation
from shared.web.prose import paragraphs

SHARED_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Site:
    """Whose site this is."""

    name: str = "惠企"
    owner: str = "上海市普陀区"


@dataclass(frozen=True, slots=True)
class _Rendering:
    csrf_token: str
    today: date


_rendering: ContextVar[_Rendering] = ContextVar("rendering")


class Templates:
    """Renders one service's templates. Made by `make_templates`."""

    def __init__(self, env: jinja2.Environment) -> None:
        self.env = env

    def compile_all(self) -> None:
        """Compile every template now, so that no visitor waits for it; takes a good half second."""
        for name in self.env.list_templates():
            self.env.get_template(name)

    def render(
        self,
        request: Request,
        name: str,
        /,
        *,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,  # noqa: ANN401 (templates take values of any type)
    ) -> HTMLResponse:
        """Render a page.

        Templates see `request`, `principal`, `csrf_token`, `csp_nonce`, `nav`, `site`, `here` (path and
        query), `today` and `flashes` besides `context`. Raises jinja2.UndefinedError for a name nobody gave.
        """
        state = request.state
        flashes = read_flashes(request)
        shell: dict[str, Any] = {
            "request": request,
            "principal": getattr(state, "principal", None),
            "csrf_token": getattr(state, "csrf_token", ""),
            "csp_nonce": getattr(state, "csp_nonce", ""),
            "nav": navigation(request.url.path, getattr(state, "principal", None)),
            "here": _here(request),
            "today": _clock(request).today(),
            "flashes": flashes,
        }
        token = _rendering.set(_Rendering(shell["csrf_token"], shell["today"]))
        try:
            html = self.env.get_template(name).render({**shell, **context})
        finally:
            _rendering.reset(token)
        response = HTMLResponse(html, status_code=status_code, headers=dict(headers or {}))
        # A page with somebody's name or form token on it is theirs alone; public pages set their own.
        if shell["principal"] is not None or flashes:
            response.headers["Cache-Control"] = "private, no-store"
        if flashes:
            clear_flashes(response)
        return response


def make_templates(package: str | None = None) -> Templates:
    """Load `<package>/templates` before the shared ones; escaping is on and an unknown name is an error."""
    folders = [SHARED_TEMPLATES]
    if package is not None:
        folders.insert(0, Path(str(importlib.resources.files(package))) / "templates")
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # They are part of the program: to look for newer ones is four questions to the disk a page.
        auto_reload=False,
    )
    env.filters.update(
        label=filters.label,
        zh_date=filters.zh_date,
        zh_datetime=filters.zh_datetime,
        zh_moment=filters.zh_moment,
        zh_weekday=filters.zh_weekday,
        money=filters.money,
        paragraphs=paragraphs,
        deadline=lambda last, first=None: filters.deadline(last, first, _rendering.get().today),
        short_day=lambda day: filters.short_day(day, _rendering.get().today),
    )
    env.tests.update(
        day=lambda value: isinstance(value, date) and not isinstance(value, datetime),
        moment=lambda value: isinstance(value, datetime),
    )
    env.globals.update(asset=assets.url, csrf_field=_csrf_field, site=Site())
    return Templates(env)


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(_rendering.get().csrf_token)


def _clock(request: Request) -> Clock:
    return getattr(request.app.state, "clock", None) or SystemClock()


def _here(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
