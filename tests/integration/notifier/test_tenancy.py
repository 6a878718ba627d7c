"""An enterprise sees only its own (invariant 11): every route, tried by others."""

from uuid import UUID

import pytest
from fastapi.routing import APIRoute

from notifier.entrypoints import api, endpoints_api, pages, preference_pages
from shared.identity import Principal
from tests.integration.notifier.desk import Desk, eligible
from tests.integration.notifier.site import (
    API,
    EDITOR,
    MINE,
    OPERATOR,
    THEY,
    browser,
    make_app,
    program,
    words,
)
from tests.support.identity import LocalIssuer

# Route → who is refused outright; `they` are refused, or see nothing of mine.
API_ROUTES = {
    ("GET", "/messages"): {None, EDITOR, OPERATOR},
    ("GET", "/messages/count"): {None, EDITOR, OPERATOR},
    ("GET", "/messages/counts"): {None, EDITOR, THEY},
    ("GET", "/messages/{message_id}"): {None, EDITOR, OPERATOR, THEY},
    ("POST", "/messages/{message_id}/open"): {None, EDITOR, OPERATOR, THEY},
    ("GET", "/reminders"): {None, EDITOR, OPERATOR},
    ("GET", "/enterprises/{credit_code}/endpoints"): {None, EDITOR, THEY},
    ("PUT", "/enterprises/{credit_code}/endpoints"): {None, EDITOR, THEY},
    ("GET", "/enterprises/{credit_code}/preferences"): {None, EDITOR, THEY},
    ("PUT", "/enterprises/{credit_code}/preferences"): {None, EDITOR, THEY},
}
BODIES: dict[str, object] = {
    "endpoints": [{"kind": "email", "address": "they@example.com"}],
    "preferences": {"muted": []},
}
PAGES = [
    *("/my/inbox", "/my/inbox/", "/my/inbox/{message_id}", "/my/inbox/to/{token}"),
    *("/my/reminders", "/my/preferences"),
]
FORMS = [
    "/my/preferences/endpoints",
    "/my/preferences/endpoints/{endpoint_id}/remove",
    "/my/preferences/kinds",
    "/my/preferences/language",
]


def test_every_route_is_in_this_test() -> None:
    parts = (api, endpoints_api, pages, preference_pages)
    routes = [route for part in parts for route in part.router.routes if isinstance(route, APIRoute)]
    tried = {(method, f"{API}{path}") for method, path in API_ROUTES}
    tried |= {("GET", path) for path in PAGES} | {("POST", path) for path in FORMS}

    assert {(method, route.path) for route in routes for method in route.methods or ()} == tried


async def _my_message(desk: Desk) -> UUID:
    await desk.wants(MINE, "me@example.com")
    await desk.take(desk.matches(eligible(MINE)))
    ((message_id,),) = await desk.rows("SELECT id FROM message")
    return UUID(str(message_id))


@pytest.mark.parametrize(("method", "path"), API_ROUTES)
async def test_refused(desk: Desk, local_issuer: LocalIssuer, method: str, path: str) -> None:
    filled = path.format(message_id=await _my_message(desk), credit_code=MINE)
    app = make_app(desk, local_issuer)
    for who in API_ROUTES[method, path]:
        async with program(app, local_issuer, who) as client:
            body = BODIES.get(path.rpartition("/")[2])
            answer = await client.request(method, f"{API}{filled}", json=body)
        assert answer.status_code == _expected(who, path), (who, answer.text)

    assert await desk.rows("SELECT address FROM endpoint") == [("me@example.com",)]
    assert await desk.rows("SELECT * FROM opened") == []


def _expected(who: Principal | None, path: str) -> int:
    if who is None:
        return 401
    # Whether another's message exists is not theirs to know.
    return 404 if who is THEY and "message_id" in path else 403


async def test_lists_hold_nothing_of_others(desk: Desk, local_issuer: LocalIssuer) -> None:
    await _my_message(desk)
    async with program(make_app(desk, local_issuer), local_issuer, THEY) as client:
        assert (await client.get(f"{API}/messages")).json() == {"items": [], "next": None}
        assert (await client.get(f"{API}/messages/count")).json() == {"total": 0, "unread": 0}
        assert (await client.get(f"{API}/reminders")).json()["items"] == []


@pytest.mark.parametrize("path", PAGES)
async def test_pages_show_nothing_of_others(desk: Desk, local_issuer: LocalIssuer, path: str) -> None:
    message_id = await _my_message(desk)
    app = make_app(desk, local_issuer)
    token = app.state.kit.links.address(MINE, message_id, 0).rpartition("/")[2]
    filled = path.format(message_id=message_id, token=token)
    async with browser(app, local_issuer, THEY) as client:
        page = await client.get(filled)
        assert "研发费用" not in words(page)
        assert "me@example.com" not in words(page)
    for who in (EDITOR, OPERATOR):
        async with browser(app, local_issuer, who) as client:
            assert (await client.get(filled)).status_code == 403
    async with program(app, local_issuer, None) as client:
        visitor = await client.get(filled, headers={"accept": "text/html"})
        assert visitor.headers["location"].startswith("/auth/login?next=")


@pytest.mark.parametrize("path", FORMS)
async def test_forms_change_nothing_of_others(desk: Desk, local_issuer: LocalIssuer, path: str) -> None:
    await _my_message(desk)
    ((endpoint_id,),) = await desk.rows("SELECT id FROM endpoint")
    form = {"kind": "email", "address": "they@example.com", "credit_code": MINE}
    app = make_app(desk, local_issuer)
    for who in (THEY, EDITOR):
        async with browser(app, local_issuer, who) as client:
            await client.post(path.format(endpoint_id=endpoint_id), data=form)

    assert await desk.rows("SELECT address FROM endpoint WHERE credit_code = :code", code=MINE) == [
        ("me@example.com",)
    ]
    assert await desk.rows("SELECT * FROM muted_kind WHERE credit_code = :code", code=MINE) == []
