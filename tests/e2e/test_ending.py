"""However the edition ends, the next start goes on from there, and nothing is lost or told twice."""

import json
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.brokers import chosen_infra, make_broker
from tests.support.edition import RunningEdition, huiqi

pytestmark = pytest.mark.timeout(800)

# Within seconds, on a machine that does much else.
STOP_SECONDS = 15


@pytest.fixture
async def edition_env(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """Environment of a system of its own: two systems on one broker would take each other's events."""
    env = {"HUIQI_DURABLE": "false"}
    if chosen_infra() == "embedded":
        yield env
        return
    broker = make_broker(tmp_path)
    await broker.start()
    yield env | {"HUIQI_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers}
    await broker.stop()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder for a system of this test's own."""
    return tmp_path / "data"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_within_seconds(
    data: Path, edition_env: dict[str, str], number: signal.Signals
) -> None:
    edition = RunningEdition(data, "up", env=edition_env)
    try:
        edition.wait_until_ready()
        assert edition.terminate(number) < STOP_SECONDS
        assert edition.process.returncode == 0
    finally:
        edition.close()


def test_a_signal_during_the_start_ends_it_too(data: Path, edition_env: dict[str, str]) -> None:
    edition = RunningEdition(data, "up", env=edition_env)
    try:
        time.sleep(1.5)
        assert edition.terminate() < STOP_SECONDS
    finally:
        edition.close()


def test_a_killed_run_is_taken_up_again(data: Path, edition_env: dict[str, str]) -> None:
    edition = RunningEdition(data, "demo", "--json", env=edition_env)
    edition.wait_until_ready()
    time.sleep(4)
    edition.kill()
    edition.close()
    ended = huiqi(
        "demo", "--once", "--json", "--port", "0", "--data", str(data), env=edition_env, seconds=300
    )
    assert ended.code == 0, ended.err
    summary = json.loads(ended.out)
    assert summary["breaches"] == 0
    assert summary["wrong"] == []
