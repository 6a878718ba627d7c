"""However the edition ends, the next start goes on from there, and nothing is lost or told twice."""

import json
import signal
import time
from pathlib import Path

import pytest

from tests.support.brokers import RealBroker
from tests.support.edition import RunningEdition, huiqi
from tests.support.topics import delete_topics

pytestmark = pytest.mark.timeout(400)

# Within seconds, on a machine that does much else.
STOP_SECONDS = 15


@pytest.fixture
async def data(tmp_path: Path, real_broker: RealBroker | None) -> Path:
    """A data folder for a system of this test's own."""
    if real_broker is not None:
        await delete_topics(real_broker.bootstrap_servers)
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
