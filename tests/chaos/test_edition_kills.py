"""SIGKILL of the embedded edition, its broker, its PostgreSQL: the main job ends whole all the same."""

import json
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.edition import RunningEdition, huiqi

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]

MOMENTS = 10
LONGEST_SECONDS = 20


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def edition(data: Path) -> Iterator[RunningEdition]:
    edition = RunningEdition(data, "demo", "--json")
    yield edition
    edition.close()


def test_killed_at_ten_random_moments(data: Path) -> None:
    moments = random.Random(20261123)
    for _ in range(MOMENTS):
        edition = RunningEdition(data, "demo", "--json")
        time.sleep(moments.uniform(0.5, LONGEST_SECONDS))
        edition.kill()
        edition.close()
    expect_whole(data)


@pytest.mark.parametrize("victim", ["tansu", "postgres"])
def test_a_part_is_killed_during_the_main_job(edition: RunningEdition, data: Path, victim: str) -> None:
    edition.wait_until_ready()
    for _ in range(2):
        time.sleep(3)
        part(edition, victim).send_signal(signal.SIGKILL)
    edition.read_summary()
    ended = huiqi("audit", "--json", "--data", str(data), seconds=240)
    assert ended.code == 0, ended.out + ended.err
    edition.terminate()
    expect_whole(data)


def part(edition: RunningEdition, name: str) -> psutil.Process:
    """The process of the edition's broker or of its PostgreSQL's postmaster."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for child in psutil.Process(edition.process.pid).children(recursive=True):
            parent = child.parent()
            if child.name().startswith(name) and parent and not parent.name().startswith(name):
                return child
        time.sleep(0.1)
    raise AssertionError(f"no {name} runs")


def expect_whole(data: Path) -> None:
    """The main job, done to its end, finds everything where it belongs."""
    ended = huiqi("demo", "--once", "--json", "--port", "0", "--data", str(data), seconds=400)
    assert ended.code == 0, ended.out[-3000:] + ended.err[-2000:]
    summary = json.loads(ended.out)
    assert (summary["breaches"], summary["wrong"]) == (0, [])
