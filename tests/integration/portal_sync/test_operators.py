"""Operators' pages ask the services over HTTP, with the operator's own credentials."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request

from huiqi.infra.ports import free_port
from portal_sync.main import build
from portal_sync.settings import Settings
from shared.clock import MovableClock
from tests.integration.portal_sync.conftest import NOW, Portal
from tests.support.fixtures import ServiceDatabase
from tests.support.identity import OPERATOR, LocalIssuer
from tests.support.policies import published

TRACE = "ab" * 16


@dataclass
class Room:
    """A portal that really listens, an operator's browser, and a recorder of traces beside it."""

    portal: Portal
    browser: httpx.AsyncClient
    spans: list[dict[str, Any]]
    asked_with: list[dict[str, str]]

    async def page(self, path: str) -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == 200, path
        return answer.text


def trace_store(spans: list[dict[str, Any]], asked_with: list[dict[str, str]]) -> FastAPI:
    """What the embedded edition answers at /api/ops/v1/traces."""
    app = FastAPI()

    @app.get("/api/ops/v1/traces")
    async def traces(request: Request, policy_id: str = "") -> dict[str, Any]:
        asked_with.append(dict(request.headers))
        summary = {
            "trace_id": TRACE,
            "name": "POST publish",
            "policy_id": policy_id or None,
            "start": NOW.isoformat(),
            "duration_ms": 12.5,
            "spans": len(spans),
            "errors": 0,
        }
        return {"items": [summary] if spans else []}

    @app.get("/api/ops/v1/traces/{trace_id}")
    async def trace(trace_id: str) -> dict[str, Any]:
        return {"spans": spans if trace_id == TRACE else []}

    return app


async def serve(app: FastAPI, port: int) -> tuple[uvicorn.Server, asyncio.Task[None]]:
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    return server, task


@pytest.fixture
async def room(service_database: ServiceDatabase, local_issuer: LocalIssuer) -> AsyncIterator[Room]:
    database = await service_database("portal_sync")
    here, traces = free_port(), free_port()
    settings = Settings(
        database_url=database.url,
        **local_issuer.settings(),
        portal_url=f"http://127.0.0.1:{here}",
        publisher_url=f"http://127.0.0.1:{free_port()}",  # nobody listens
        matcher_url=f"http://127.0.0.1:{here}",  # has no such API
        notifier_url=f"http://127.0.0.1:{traces}",  # neither
        traces_url=f"http://127.0.0.1:{traces}",
    )
    clock = MovableClock(datetime(2026, 3, 18, 2, tzinfo=UTC))
    service = build(settings, clock)
    local_issuer.serves(service.app)
    spans: list[dict[str, Any]] = []
    asked_with: list[dict[str, str]] = []
    running = [await serve(service.app, here), await serve(trace_store(spans, asked_with), traces)]
    cookies = local_issuer.cookies(service.app, OPERATOR)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{here}", cookies=cookies, headers={"Accept": "text/html"}
    ) as browser:
        yield Room(Portal(service, settings, clock, browser, local_issuer), browser, spans, asked_with)
    for server, task in running:
        server.should_exit = True
        await task
    await service.database.close()


async def die(portal: Portal) -> None:
    """Let one event be dead."""
    await portal.deliver(published().model_copy(update={"content_hash": "sha256:" + "0" * 64}))


def span(name: str, span_id: str, parent: str | None, **attributes: str) -> dict[str, Any]:
    return {
        "span_id": span_id,
        "parent_span_id": parent,
        "service": "publisher",
        "name": name,
        "kind": "SERVER",
        "start": NOW.isoformat(),
        "duration_ms": 4.2,
        "status": "ok",
        "attributes": attributes,
        "links": [],
    }


async def test_the_overview_tells_of_services_that_do_not_answer(room: Room) -> None:
    await die(room.portal)
    text = await room.page("/ops/")
    assert "不可达" in text
    assert "有死信" in text
    assert "huiqi.policies" in text


async def test_dead_letters_are_shown_as_text(room: Room) -> None:
    event = published(title="<script>alert(1)</script>").model_copy(update={"content_hash": "sha256:x"})
    await room.portal.deliver(event)
    text = await room.page("/ops/dead")
    assert "内容指纹不符" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(("act", "state"), [("replay", "replayed"), ("discard", "discarded")])
async def test_a_dead_letter_can_be_settled_from_the_page(room: Room, act: str, state: str) -> None:
    await die(room.portal)
    [(dead_id,)] = await room.portal.sql("SELECT id FROM dead_letter")
    token = room.portal.issuer.csrf(room.portal.service.app, OPERATOR)["X-CSRF-Token"]
    path = f"/ops/dead/portal/{dead_id}/{act}"
    assert (await room.browser.post(path)).status_code == 403  # without the form's token
    answer = await room.browser.post(path, data={"csrf_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/ops/dead")
    assert await room.portal.sql("SELECT state FROM dead_letter") == [(state,)]


@pytest.mark.parametrize(
    "path", ["/ops/dead/portal/x/replay", "/ops/dead/nobody/1/replay", "/ops/dead/portal/1/eat"]
)
async def test_what_cannot_be_settled_is_not_found(room: Room, path: str) -> None:
    token = room.portal.issuer.csrf(room.portal.service.app, OPERATOR)["X-CSRF-Token"]
    assert (await room.browser.post(path, data={"csrf_token": token})).status_code == 404


async def test_a_settled_letter_cannot_be_settled_again(room: Room) -> None:
    token = room.portal.issuer.csrf(room.portal.service.app, OPERATOR)["X-CSRF-Token"]
    answer = await room.browser.post(
        "/ops/dead/portal/4711/replay", data={"csrf_token": token}, follow_redirects=True
    )
    assert "可能已经处理过" in answer.text


async def test_invariants_are_listed_by_number(room: Room) -> None:
    text = await room.page("/ops/invariants")
    assert "各频道内容的指纹与发布时一致" in text
    assert "没有回应" in text


async def test_a_trace_is_drawn(room: Room) -> None:
    room.spans += [span("publish", "1", None, secret="<b>"), span("write government", "2", "1")]
    assert TRACE[:12] in await room.page("/ops/traces?all=1")
    assert TRACE[:12] not in await room.page("/ops/traces")  # it is of no policy
    text = await room.page(f"/ops/traces/{TRACE}")
    assert text.index("publish") < text.index("write government")
    assert "<rect" in text
    assert "<b>" not in text


async def test_a_trace_that_is_gone_says_so(room: Room) -> None:
    assert "没有这条追踪" in await room.page(f"/ops/traces/{'0' * 32}")
    assert (await room.browser.get("/ops/traces/x")).status_code == 404


async def test_a_policy_is_followed_to_its_channels(room: Room) -> None:
    policy = published()
    await room.portal.deliver(policy)
    room.spans += [span("publish", "1", None)]
    text = await room.page(f"/ops/policies/{policy.policy_id}")
    assert "政务频道" in text
    assert "<rect" in text


async def test_only_the_session_goes_along(room: Room) -> None:
    room.browser.cookies.set("other", "private")
    await room.page("/ops/traces")
    [asked] = room.asked_with
    assert "huiqi_session=" in asked["cookie"]
    assert "other" not in json.dumps(asked)
