"""The publisher on a real database; its API and pages over ASGI, signed in by a real issuer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from publisher.adapters.base import Base
from publisher.main import build
from publisher.settings import Settings
from shared.clock import MovableClock
from shared.db import Database
from shared.db.bootstrap import service_url
from shared.identity import Principal
from tests.support.databases import PASSWORDS, Databases
from tests.support.identity import PUBLIC_URL, LocalIssuer
from tests.support.publisher import EDITOR, PUBLISHER, REVIEWERS, STEPS, draft

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Office:
    """The publisher's application with everybody who works with it."""

    def __init__(self, app: FastAPI, database: Database, clock: MovableClock, issuer: LocalIssuer) -> None:
        self.app, self.database, self.clock, self.issuer = app, database, clock, issuer

    def api(self, who: Principal) -> httpx.AsyncClient:
        """A client of the API, signed in with a token."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url=f"{PUBLIC_URL}/api/publisher/v1",
            headers=self.issuer.bearer(who),
        )

    def browser(self, who: Principal) -> httpx.AsyncClient:
        """A browser in which somebody is signed in."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url=PUBLIC_URL,
            cookies=self.issuer.cookies(self.app, who),
            headers={"Accept": "text/html", **self.issuer.csrf(self.app, who)},
        )

    async def post(self, who: Principal, path: str, body: object = None, **headers: str) -> httpx.Response:
        async with self.api(who) as client:
            return await client.post(path, json=body, headers=headers)

    async def get(self, who: Principal, path: str) -> httpx.Response:
        async with self.api(who) as client:
            return await client.get(path)

    async def create(self, body: dict[str, object] | None = None) -> str:
        """The id of a policy with a draft."""
        answer = await self.post(EDITOR, "/policies", body or draft())
        assert answer.status_code == 201, answer.text
        return str(answer.json()["policy_id"])

    async def approve(self, policy_id: str) -> None:
        """Submit a draft and take it through the three reviews."""
        submitted = await self.post(EDITOR, f"/policies/{policy_id}/submit")
        assert submitted.status_code == 200, submitted.text
        for step, reviewer in zip(STEPS, REVIEWERS, strict=True):
            review = {"step": step, "decision": "approve", "proofread": True}
            answer = await self.post(reviewer, f"/policies/{policy_id}/reviews", review)
            assert answer.status_code == 201, answer.text

    async def published(self, body: dict[str, object] | None = None) -> str:
        """The id of a policy that is live."""
        policy_id = await self.create(body)
        await self.approve(policy_id)
        answer = await self.post(PUBLISHER, f"/policies/{policy_id}/publish")
        assert answer.status_code == 200, answer.text
        return policy_id


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> LocalIssuer:
    return LocalIssuer(tmp_path_factory.mktemp("publisher-issuer"))


@pytest.fixture(scope="session")
async def shared_office(databases: Databases, issuer: LocalIssuer) -> AsyncIterator[Office]:
    """One publisher for the session: making one takes longer than emptying it."""
    admin = await databases.fresh("publisher")
    url = service_url(admin, "publisher", PASSWORDS["publisher"])
    clock = MovableClock(START)
    service = build(Settings(database_url=url, **issuer.settings()), clock)
    issuer.serves(service.app)
    yield Office(service.app, service.database, clock, issuer)
    await service.database.close()
    await databases.drop(admin)


@pytest.fixture
async def office(shared_office: Office) -> Office:
    """The publisher with empty tables and its clock at START."""
    tables = ", ".join(f'"{name}"' for name in Base.metadata.tables)
    async with shared_office.database.transaction() as session:
        await session.execute(text(f"TRUNCATE {tables} CASCADE"))
        await session.execute(text("ALTER TABLE revision ENABLE TRIGGER keep_published"))
        await session.execute(text("ALTER TABLE review ENABLE TRIGGER keep_review"))
    shared_office.clock.move_to(START)
    return shared_office
