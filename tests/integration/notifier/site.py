"""The notifier's application over ASGI, with a member of each of two enterprises and an operator."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from notifier.entrypoints.kit import Kit
from notifier.main import build
from notifier.settings import Settings
from shared.identity import Principal, Role
from tests.integration.notifier.desk import Desk, code
from tests.support.identity import PUBLIC_URL, LocalIssuer

MINE, THEIRS = code(1), code(2)
ME = Principal("me", "经办人", frozenset({Role.ENTERPRISE_MEMBER}), credit_code=MINE)
THEY = Principal("they", "别家", frozenset({Role.ENTERPRISE_MEMBER}), credit_code=THEIRS)
OPERATOR = Principal("ops", "运维", frozenset({Role.OPERATOR}))
EDITOR = Principal("kw", "编辑", frozenset({Role.DEPARTMENT_EDITOR}), department="KW")

SITE = PUBLIC_URL
API = "/api/notifier/v1"


def make_app(desk: Desk, issuer: LocalIssuer, **given: Any) -> FastAPI:
    url = desk.database.engine.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, **issuer.settings(), **given)
    service = build(settings, desk.clock)
    issuer.serves(service.app)
    return service.app


@asynccontextmanager
async def program(
    app: FastAPI, issuer: LocalIssuer, who: Principal | None
) -> AsyncIterator[httpx.AsyncClient]:
    """A program that calls the API as somebody."""
    headers = issuer.bearer(who) if who else {}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=SITE, headers=headers) as client:
        yield client
    await _close(app)


@asynccontextmanager
async def browser(app: FastAPI, issuer: LocalIssuer, who: Principal) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which somebody is signed in; its forms carry their token."""
    headers = {"accept": "text/html", **issuer.csrf(app, who), "origin": SITE}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url=SITE,
        headers=headers,
        cookies=issuer.cookies(app, who),
    ) as client:
        yield client
    await _close(app)


def words(page: httpx.Response) -> str:
    """A page's text, tags left out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


async def _close(app: FastAPI) -> None:
    """Give back the connections; the pool makes new ones when it is asked again."""
    kit: Kit = app.state.kit
    await kit.database.close()
