"""All four services behind one address in this process, without broker or background work.

Nothing changes unless a request changes it, so that a test can tell whether a refused request did.
"""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
from fastapi import FastAPI
from sqlalchemy import update

from huiqi.issuer import create_issuer, mint_token, with_password
from huiqi.ops_app import PREFIXES, ops_app
from huiqi.routing import PrefixRouter
from huiqi.sample.accounts import DEMO_PASSWORD, demo_accounts
from huiqi.server import Server, address_of, listen
from huiqi.services import PACKAGES, build_service
from huiqi.spans import SpanStore
from shared.db.kit_tables import kit_table
from shared.identity import Principal
from shared.identity.sessions import Session
from shared.messaging.parking import Record
from shared.service import Service
from shared.settings import ServiceSettings

_OUTBOX: Final = kit_table("outbox")
_SECRETS: Final = {"client_secret": "c" * 32, "cli_secret": "o" * 32}


@dataclass
class House:
    """The running services; tests ask over HTTP and look into the database as its administrator."""

    address: str
    folder: Path
    services: list[Service]
    others: dict[str, FastAPI]
    database: asyncpg.Connection
    http: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)
    _state: str = ""

    @property
    def apps(self) -> dict[str, FastAPI]:
        """Every application by its name."""
        return {service.name: service.app for service in self.services} | self.others

    def bearer(self, who: Principal | None) -> dict[str, str]:
        """Headers of a program that is somebody, or nobody."""
        if who is None:
            return {}
        if who.subject not in self.tokens:
            self.tokens[who.subject] = mint_token(self.folder, self.address, who)
        return {"Authorization": f"Bearer {self.tokens[who.subject]}"}

    def browser(self, who: Principal | None, *, csrf: bool = True) -> dict[str, str]:
        """Headers of a browser in which somebody is signed in; its forms carry the token, or forget it."""
        headers = {"Accept": "text/html", "Origin": self.address}
        if who is None:
            return headers
        sessions = self.services[0].app.state.identity.sessions
        session = Session(f"session of {who.subject}", who)
        headers["Cookie"] = f"{sessions.cookie}={sessions.seal(session)}"
        return headers | ({"X-CSRF-Token": sessions.csrf_token(session)} if csrf else {})

    def headers(self, who: Principal | None, path: str) -> dict[str, str]:
        """What somebody's program sends to an API, or somebody's browser to a page."""
        program = path.startswith(("/api/", "/id/", "/health/", "/metrics"))
        return self.bearer(who) if program else self.browser(who)

    async def ask(self, who: Principal | None, method: str, path: str, **request: Any) -> httpx.Response:
        """Send a request as somebody."""
        headers = self.headers(who, path) | request.pop("headers", {})
        return await self.http.request(method, path, headers=headers, **request)

    async def pump(self) -> None:
        """Do what relays and broker do, until nothing waits."""
        while records := [record for service in self.services for record in await _unsent(service)]:
            for service in self.services:
                for processor in service.processors:
                    mine = [r for r in records if r.topic == processor.subscription.topic]
                    if mine:
                        await processor.process(mine)

    async def state(self) -> dict[str, tuple[int, str]]:
        """(rows, a hash of what they say) of every table of every service."""
        if not self._state:
            self._state = " UNION ALL ".join(await self._each_table())
        return {name: (count, content) for name, count, content in await self.database.fetch(self._state)}

    async def _each_table(self) -> list[str]:
        query = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY($1) ORDER BY 1, 2"
        return [
            f"SELECT '{schema}.{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text"
            f' FROM "{schema}"."{table}" t'
            for schema, table in await self.database.fetch(query, list(PACKAGES))
        ]


async def _unsent(service: Service) -> list[Record]:
    taken = (
        update(_OUTBOX)
        .where(_OUTBOX.c.sent_at.is_(None))
        .values(sent_at=_OUTBOX.c.created_at)
        .returning(_OUTBOX.c.id, _OUTBOX.c.topic, _OUTBOX.c.key, _OUTBOX.c.value, _OUTBOX.c.headers)
    )
    async with service.database.transaction() as session:
        rows = sorted(await session.execute(taken), key=lambda row: int(row.id))
    return [Record(row.topic, 0, row.id, row.key.encode(), row.value, row.headers) for row in rows]


@contextlib.asynccontextmanager
async def open_house(folder: Path, admin_url: str, urls: Mapping[str, str]) -> AsyncIterator[House]:
    """Serve on a free port until the end of the block."""
    listening = listen("127.0.0.1", 0)
    address = address_of(listening)
    common: dict[str, Any] = {
        "public_url": address,
        "issuer_url": f"{address}/id",
        "client_secret": _SECRETS["client_secret"],
        "session_secret": "s" * 32,
        "log_level": "CRITICAL",
    }
    services = [build_service(package, common | {"database_url": urls[package]}) for package in PACKAGES]
    accounts = with_password(list(demo_accounts())[:2], DEMO_PASSWORD)
    others = {
        "edition": ops_app(ServiceSettings(**common), services, SpanStore()),
        "issuer": create_issuer(folder, address, accounts, secrets=_SECRETS),
    }
    owners = {prefix: service.app for service in services for prefix in service.prefixes}
    owners |= dict.fromkeys(PREFIXES, others["edition"]) | {"/id": others["issuer"]}
    server = Server(PrefixRouter(owners), listening)
    await server.start()
    database = await asyncpg.connect(admin_url.replace("+asyncpg", ""))
    try:
        async with httpx.AsyncClient(base_url=address, timeout=30) as http:
            yield House(address, folder, services, others, database, http)
    finally:
        await database.close()
        await server.stop()
        for service in services:
            await service.database.close()
