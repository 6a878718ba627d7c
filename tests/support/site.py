"""The whole system as in production: each service a process of its own, on real parts."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn

from huiqi.infra.ports import free_port
from huiqi.issuer import create_issuer, mint_token
from shared.identity import Principal, Role

PACKAGES: Final = {
    "publisher": "publisher",
    "matcher": "matcher",
    "notifier": "notifier",
    "portal": "portal_sync",
}

EDITOR: Final = Principal("editor", "编辑", frozenset({Role.DEPARTMENT_EDITOR}), department="KW")
REVIEWERS: Final = tuple(
    Principal(f"reviewer-{n}", f"审核{n}", frozenset({Role.DEPARTMENT_REVIEWER}), department="KW")
    for n in (1, 2, 3)
)
PUBLISHER: Final = Principal("publisher", "发布", frozenset({Role.DEPARTMENT_PUBLISHER}), department="KW")
OPERATOR: Final = Principal("operator", "运维", frozenset({Role.OPERATOR}))


@dataclass
class Site:
    """Runs the services as processes; tests start, kill and restart each."""

    folder: Path
    database_urls: Mapping[str, str]
    broker_settings: Mapping[str, Any]
    issuer_port: int = field(default_factory=free_port)
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in PACKAGES})
    processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.issuer_port}"

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}"

    def client(self, service: str, who: Principal = OPERATOR) -> httpx.AsyncClient:
        """A client of one service's API, signed in as somebody."""
        token = mint_token(self.folder, self.issuer, who)
        base = f"{self.url(service)}/api/{service}/v1"
        return httpx.AsyncClient(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    async def start(self, service: str, *, crash_at: str = "") -> None:
        """Start a service and wait until it answers; with `crash_at` it dies by SIGKILL where that is."""
        log = (self.folder / f"{service}.log").open("ab")
        command = [sys.executable, "-m", "uvicorn", f"{PACKAGES[service]}.main:app", "--factory"]
        command += ["--port", str(self.ports[service]), "--log-level", "warning"]
        environment = {**os.environ, **self._environment(service), "HUIQI_CRASH_AT": crash_at}
        self.processes[service] = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL
        )
        log.close()
        if not crash_at:
            await self.until_ready(service)
        else:
            await self._until_armed(service, crash_at)

    async def _until_armed(self, service: str, crash_at: str) -> None:
        try:
            await self.until_answering(service)
        except RuntimeError:
            # A worker's own transaction was there first, before the service answered: once more.
            await self.start(service, crash_at=crash_at)

    async def until_ready(self, service: str) -> None:
        await self._until(service, "/health/ready")

    async def until_answering(self, service: str) -> None:
        await self._until(service, "/health/live")

    async def died(self, service: str, seconds: float = 60) -> int:
        """Wait until a service is dead; raises TimeoutError where it lives on."""
        async with asyncio.timeout(seconds):
            return await self.processes[service].wait()

    async def kill(self, service: str) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.processes[service].send_signal(signal.SIGKILL)
        await self.processes[service].wait()

    async def all_running(self) -> None:
        """Start again whatever an earlier test left dead."""
        for service, process in list(self.processes.items()):
            if process.returncode is not None:
                await self.start(service)

    async def settled(self, seconds: float = 240) -> None:
        """Wait until no service has anything left to do."""
        calm = 0
        async with asyncio.timeout(seconds):
            while calm < 2:
                await asyncio.sleep(0.2)
                calm = calm + 1 if await self._nothing_waits() else 0

    async def evidence(self) -> dict[str, dict[str, Any]]:
        """What every service can show for the invariants."""
        found = {}
        for service in PACKAGES:
            async with self.client(service) as client:
                found[service] = (await client.get("/ops/evidence")).raise_for_status().json()
        return found

    async def _nothing_waits(self) -> bool:
        for service in PACKAGES:
            async with self.client(service) as client:
                status = (await client.get("/ops/status")).raise_for_status().json()
            lags = [topic["lag"] for topic in status["topics"]]
            if status["outbox_unsent"] or status["parked"] or any(lag != 0 for lag in lags):
                return False
        return True

    async def _until(self, service: str, path: str, seconds: float = 180) -> None:
        process = self.processes[service]
        async with asyncio.timeout(seconds), httpx.AsyncClient() as client:
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(f"{self.url(service)}{path}")).status_code == httpx.codes.OK:
                        return
                if process.returncode is not None:
                    raise RuntimeError(
                        f"{service} ended with {process.returncode}: see {self.folder}/{service}.log"
                    )
                await asyncio.sleep(0.1)

    def _environment(self, service: str) -> dict[str, str]:
        options = {
            "database_url": self.database_urls[PACKAGES[service]],
            "public_url": self.issuer,
            "issuer_url": f"{self.issuer}/id",
            "session_secret": "a secret that only tests know, long enough",
            "client_secret": "another",
            "webhook_allow_private": "true",
            **{f"{name}_url": self.url(name) for name in PACKAGES},
            **self.broker_settings,
        }
        return {f"HUIQI_{name.upper()}": str(value) for name, value in options.items()}


@contextlib.asynccontextmanager
async def running_site(
    folder: Path,
    database_urls: Mapping[str, str],
    broker_settings: Mapping[str, Any],
    services: Collection[str] = tuple(PACKAGES),
) -> AsyncIterator[Site]:
    """Start the issuer and the services, by default all four; kill what still runs at the end."""
    site = Site(folder, database_urls, broker_settings)
    issuer = create_issuer(
        folder, site.issuer, [], secrets={"client_secret": "another", "cli_secret": "a third"}
    )
    server = uvicorn.Server(
        uvicorn.Config(issuer, port=site.issuer_port, log_level="warning", lifespan="off")
    )
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.gather(*(site.start(service) for service in services))
        yield site
    finally:
        await asyncio.gather(*(site.kill(service) for service in site.processes))
        server.should_exit = True
        await serving
