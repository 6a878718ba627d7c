"""The one-machine edition: database, broker, issuer and four services behind one address, as one program."""

import asyncio
import contextlib
import time
from contextlib import AsyncExitStack
from typing import Final

from fastapi import FastAPI

from huiqi.datafolder import DataFolder, readable
from huiqi.errors import Refused
from huiqi.infra import InfraError, keep_running
from huiqi.memory import forget_the_start, give_back_early
from huiqi.ops_app import PREFIXES, ops_app
from huiqi.parts import Parts
from huiqi.replaying import replay_all
from huiqi.routing import PrefixRouter
from huiqi.schemas import prepare
from huiqi.server import Server, address_of, listen
from huiqi.services import build_services, common_settings, import_services, start_all, stop_all
from huiqi.settings import EditionSettings
from huiqi.sign_in import issuer_app
from huiqi.spans import SpanStore
from shared.db.bootstrap import load_passwords
from shared.service import Service
from shared.settings import ServiceSettings, SettingsFileError
from shared.telemetry import get_logger, setup_telemetry
from shared.telemetry.tracing import add_span_processor

_STOP_SECONDS: Final = 8


class Edition:
    """A running system on one data folder. `start` once, then `stop`, even where `start` failed halfway."""

    def __init__(
        self, settings: EditionSettings, folder: DataFolder, host: str, port: int, *, demo: bool = False
    ) -> None:
        self.folder = folder
        self.address = ""
        self.start_seconds = 0.0
        self.services: list[Service] = []
        self._settings = settings
        self._host = host
        self._port = port
        self._demo = demo
        self._parts = Parts(settings, folder)
        self._stack = AsyncExitStack()
        self._log = get_logger("edition")

    async def start(self) -> None:
        """Start everything and return when it is ready. Raises Refused where something is in the way."""
        began = time.monotonic()
        give_back_early()
        setup_telemetry(
            "edition", log_level=self._settings.log_level, otlp_endpoint=self._settings.otlp_endpoint
        )
        self.folder.take()
        self._stack.callback(self.folder.release)
        listening = listen(self._host, self._port)
        self._stack.callback(listening.close)
        self.address = address_of(listening)
        try:
            # Importing the services takes as long as starting the parts that they stand on.
            _, urls = await asyncio.gather(asyncio.to_thread(import_services), self._start_parts())
        except InfraError as error:
            raise Refused(str(error)) from error
        try:
            composed = self._compose(urls)
        except SettingsFileError as error:
            raise Refused(str(error)) from error
        await self._serve(Server(composed, listening))
        await self._start_services()
        # What the start has made stays: collections that walk over all of it would hold up requests.
        forget_the_start()
        self.folder.announce(self.address, self._settings.public_url)
        self.start_seconds = time.monotonic() - began
        self._log.info("ready", address=self.address, seconds=round(self.start_seconds, 1))

    async def stop(self) -> None:
        """Stop everything, in the order opposite to the start."""
        await self._stack.aclose()

    async def _start_parts(self) -> dict[str, str]:
        await self._parts.start(self._stack)
        file = self.folder.path / "passwords.json"
        with readable(file):
            passwords = load_passwords(file)
        return await prepare(self._parts.database_url, passwords)

    def _compose(self, urls: dict[str, str]) -> PrefixRouter:
        secrets = self.folder.secrets()
        self.services = build_services(self._settings, self._parts, urls, self.address, secrets)
        common = ServiceSettings(**common_settings(self._settings, self._parts, self.address, secrets))
        spans = SpanStore()
        add_span_processor(spans)
        owners: dict[str, FastAPI] = {
            prefix: service.app for service in self.services for prefix in service.prefixes
        }
        owners |= dict.fromkeys(PREFIXES, ops_app(common, self.services, spans))
        owners["/id"] = issuer_app(self.folder, common.public_url, demo=self._demo)
        return PrefixRouter(owners)

    async def _serve(self, server: Server) -> None:
        await server.start()
        self._stack.push_async_callback(server.stop)

    async def _start_services(self) -> None:
        self._stack.push_async_callback(self._stop_services)
        if self._parts.broker_forgets:
            await replay_all(self.services)
        # Kept from before the services connect: a part that dies while they wait for it must come back.
        for part, on_return in ((self._parts.postgres, None), (self._parts.broker, self._reconnect)):
            if part is not None:
                task = asyncio.create_task(keep_running(part, on_return), name=f"keep {part.name}")
                self._stack.push_async_callback(_cancelled, task)
        await start_all(self.services)

    async def _stop_services(self) -> None:
        try:
            await asyncio.wait_for(stop_all(self.services), _STOP_SECONDS)
        except TimeoutError:
            self._log.warning("services did not stop in time")

    async def _reconnect(self) -> None:
        """The broker came back empty: begin anew on it, and send again what it has forgotten."""
        await asyncio.gather(*(service.stop_messaging() for service in self.services))
        await replay_all(self.services)
        await asyncio.gather(*(service.start_messaging() for service in self.services))


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
