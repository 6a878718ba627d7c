"""Renders a line of a template as a page would."""

from datetime import UTC, datetime
from typing import Any

import jinja2
from fastapi import FastAPI
from starlette.requests import Request

from shared.clock import MovableClock
from shared.web import make_templates


def render_text(text: str, *, csrf_token: str = "", **context: Any) -> str:
    """Render `text` with the macros as `ui`, on Monday 2026-11-23 in Shanghai."""
    templates = make_templates()
    assert templates.env.loader is not None
    source = '{% import "components.html" as ui %}' + text
    templates.env.loader = jinja2.ChoiceLoader(
        [jinja2.DictLoader({"page.html": source}), templates.env.loader]
    )
    app = FastAPI()
    app.state.clock = MovableClock(datetime(2026, 11, 23, 3, tzinfo=UTC))
    request = Request({"type": "http", "app": app, "path": "/", "query_string": b"", "headers": []})
    request.state.csrf_token = csrf_token
    return bytes(templates.render(request, "page.html", **context).body).decode()
