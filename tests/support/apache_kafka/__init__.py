"""Apache Kafka itself: one KRaft node from its Maven artifacts, run by Java 17 or later."""

import asyncio
import base64
import os
import signal
import time
import uuid
from pathlib import Path
from typing import Any, Final

from huiqi.infra import processes
from huiqi.infra.ports import LOOPBACK, free_port
from tests.support.apache_kafka.artifacts import classpath, java

_START_SECONDS: Final = 60.0
_JVM: Final = ("-Xmx256m", "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
_LOGGING: Final = ("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",)


class ApacheKafka:
    """A broker and controller in one small process; what it holds survives `kill`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "kafka.log"
        self._port = free_port()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def bootstrap_servers(self) -> str:
        return f"{LOOPBACK}:{self._port}"

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "kafka_bootstrap_servers": self.bootstrap_servers,
            "kafka_enable_idempotence": True,
            "kafka_session_timeout_ms": 6_000,
            "kafka_partitions": 3,
        }

    async def start(self) -> None:
        """Format the storage at first, start, and wait until the broker answers."""
        configuration = self._folder / "server.properties"
        if not configuration.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            configuration.write_text(self._configuration(), encoding="ascii")
            # The first bit is zero, and so the first letter is never "-", which would look like an option.
            identity = uuid.UUID(int=uuid.uuid4().int >> 1)
            cluster = base64.urlsafe_b64encode(identity.bytes).decode().rstrip("=")
            await self._format(configuration, cluster)
        command = [java(), *_JVM, *_LOGGING, "-cp", classpath(), "kafka.Kafka", str(configuration)]
        self._process = await processes.spawn(command, log=self._log, on_orphan=signal.SIGKILL)
        await self._wait_until_ready(self._process)

    async def _format(self, configuration: Path, cluster: str) -> None:
        log = self._folder / "format.log"
        command = [java(), *_JVM, "-cp", classpath(), "kafka.tools.StorageTool", "format"]
        command += ["--cluster-id", cluster, "--config", str(configuration)]
        if await processes.run(command, log=log) != 0:
            raise RuntimeError(f"Apache Kafka's storage cannot be formatted: {processes.last_words(log, 10)}")

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and process.returncode is None:
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, self._port)
            except OSError:
                await asyncio.sleep(0.1)
                continue
            writer.close()
            return
        raise RuntimeError(f"Apache Kafka did not start: {processes.last_words(self._log, 10)}")

    async def stop(self) -> None:
        if self._process is not None:
            # Its orderly shutdown takes seconds, and nothing of it is kept.
            await processes.stop(self._process)
            self._process = None

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            os.kill(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    def _configuration(self) -> str:
        controller = free_port()
        settings = {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://{LOOPBACK}:{self._port},CONTROLLER://{LOOPBACK}:{controller}",
            "log.dirs": self._folder / "logs",
            "num.network.threads": 2,
            "num.io.threads": 2,
            "num.partitions": 3,
            "default.replication.factor": 1,
            "offsets.topic.replication.factor": 1,
            "offsets.topic.num.partitions": 1,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "transaction.state.log.num.partitions": 1,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.num.partitions": 1,
            "group.initial.rebalance.delay.ms": 0,
            "group.min.session.timeout.ms": 1_000,
            "log.cleaner.dedupe.buffer.size": 4_194_304,
        }
        return "".join(f"{name}={value}\n" for name, value in settings.items())
