"""The brokers that tests run on: each real, each started by the tests themselves."""

import os
import signal
from pathlib import Path
from typing import Any, Final, Protocol

from huiqi.infra import EmbeddedBroker

# Several partitions, so that what holds only on one shows.
PARTITIONS: Final = 3


class RealBroker(Protocol):
    """A broker under the tests' control."""

    @property
    def bootstrap_servers(self) -> str: ...
    @property
    def settings(self) -> dict[str, Any]:
        """Fields of ServiceSettings that make a service use this broker."""
        ...

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def kill(self) -> None:
        """SIGKILL; `start` brings it back at the same address with what it keeps on disk."""
        ...


class Embedded:
    """The broker of the embedded edition: forgets everything when it ends."""

    def __init__(self, folder: Path) -> None:
        self._broker = EmbeddedBroker(folder)

    @property
    def bootstrap_servers(self) -> str:
        return self._broker.bootstrap_servers

    @property
    def settings(self) -> dict[str, Any]:
        return {**self._broker.client_settings, "kafka_partitions": PARTITIONS}

    async def start(self) -> None:
        await self._broker.start()

    async def stop(self) -> None:
        await self._broker.stop()

    async def kill(self) -> None:
        if self._broker.pid is not None:
            os.kill(self._broker.pid, signal.SIGKILL)
            await self._broker.wait()


def chosen_infra() -> str:
    """Return which infrastructure the tests run on: embedded, apache or containers."""
    chosen = os.environ.get("HUIQI_TEST_INFRA", "embedded")
    if chosen not in {"embedded", "apache", "containers"}:
        raise ValueError(f"HUIQI_TEST_INFRA is {chosen!r}; it may be embedded, apache or containers")
    return chosen


def make_broker(folder: Path) -> RealBroker:
    """Return the chosen broker, not yet started, with its files in `folder`."""
    match chosen_infra():
        case "apache":
            from tests.support.apache_kafka import ApacheKafka

            return ApacheKafka(folder)
        case "containers":
            from tests.support.containers import KafkaInContainer

            return KafkaInContainer()
        case _:
            return Embedded(folder)
