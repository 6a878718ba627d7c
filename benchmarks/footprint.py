"""How long the embedded edition takes to start, and how much memory its processes take with the sample.

`python -m benchmarks.footprint [--quick] [--json]`: starts `huiqi up` on an empty folder and again on it,
then `huiqi demo`, and adds up the proportional set size (PSS) of the program and all its children
ten times a second until the main job is done. The peer of the same run is a bare PostgreSQL and broker:
their time to start, and their memory while idle.
"""

import asyncio
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

import httpx
import psutil

from benchmarks.harness import Bar, Results, note, parser, report
from huiqi.infra import EmbeddedBroker, EmbeddedPostgres
from tests.support.edition import RunningEdition

START_BOUND_SECONDS: Final = 15
MEMORY_BOUND_MB: Final = 600
_EVERY_SECONDS: Final = 0.1
_QUICK_SECONDS: Final = 35


def measure(*, quick: bool) -> Results:
    """Start, start again, run the main job; compare with the bare parts."""
    with tempfile.TemporaryDirectory(prefix="huiqi-footprint-") as name:
        folder = Path(name)
        note("bare parts")
        (folder / "bare").mkdir()
        bare_seconds, bare_mb = asyncio.run(_bare_parts(folder / "bare"))
        note("first start")
        first, idle_mb = _start(folder / "data")
        note("second start")
        second, _ = _start(folder / "data")
        note("main job")
        peak, seconds = _main_job(folder / "data", _QUICK_SECONDS if quick else 300)
    figures = {
        "first_start_seconds": round(first, 2),
        "second_start_seconds": round(second, 2),
        "idle_mb": round(idle_mb, 1),
        "peak_mb": round(peak["all"], 1),
        **{f"peak_{part}_mb": round(megabytes, 1) for part, megabytes in peak.items() if part != "all"},
        "main_job_seconds": round(seconds, 1),
        "bare_parts_start_seconds": round(bare_seconds, 2),
        "bare_parts_mb": round(bare_mb, 1),
        "start_to_bare_ratio": round(first / bare_seconds, 2),
        "peak_to_bare_ratio": round(peak["all"] / bare_mb, 2),
    }
    bars = [
        Bar("start of an installed system", round(max(first, second), 2), "s", START_BOUND_SECONDS),
        Bar("peak memory of all processes with the sample", round(peak["all"], 1), "MB", MEMORY_BOUND_MB),
    ]
    return Results(figures, bars)


def _start(data: Path) -> tuple[float, float]:
    """Return seconds until the system says that it is ready, and its memory then."""
    began = time.monotonic()
    edition = RunningEdition(data, "up")
    try:
        edition.wait_until_ready()
        httpx.get(f"{edition.address}/health/ready", timeout=10).raise_for_status()
        return time.monotonic() - began, sum(memory(edition.process.pid).values())
    finally:
        edition.close()


def _main_job(data: Path, seconds: float) -> tuple[dict[str, float], float]:
    """Return the peak by part and together, and how long the main job took or was watched."""
    began = time.monotonic()
    edition = RunningEdition(data, "demo", "--json")
    done = threading.Event()
    threading.Thread(target=_watch, args=(edition, done), daemon=True).start()
    peak: dict[str, float] = {"all": 0.0}
    try:
        while time.monotonic() - began < seconds:
            now = memory(edition.process.pid)
            for part, megabytes in {**now, "all": sum(now.values())}.items():
                peak[part] = max(peak.get(part, 0.0), megabytes)
            if done.wait(_EVERY_SECONDS):
                break
        return peak, time.monotonic() - began
    finally:
        edition.close()


def _watch(edition: RunningEdition, done: threading.Event) -> None:
    try:
        edition.read_summary()
    except (AssertionError, ValueError):
        note("the main job was not watched to its end")
    done.set()


def memory(pid: int) -> dict[str, float]:
    """Return the proportional set size in MB of a process and all below it, by the program's name."""
    sizes: dict[str, float] = {}
    try:
        program = psutil.Process(pid)
        family = [program, *program.children(recursive=True)]
    except psutil.NoSuchProcess:
        return sizes
    for process in family:
        try:
            size = process.memory_full_info().pss / 2**20
            sizes[process.name()] = sizes.get(process.name(), 0.0) + size
        except psutil.Error:
            continue
    return sizes


async def _bare_parts(folder: Path) -> tuple[float, float]:
    """Return seconds to start PostgreSQL and the broker at once on an empty folder, and their idle memory."""
    parts = EmbeddedPostgres(folder / "postgres"), EmbeddedBroker(folder / "broker")
    began = time.monotonic()
    await asyncio.gather(*(part.start() for part in parts))
    seconds = time.monotonic() - began
    try:
        return seconds, sum(sum(memory(part.pid).values()) for part in parts if part.pid)
    finally:
        for part in parts:
            await part.stop()


def main() -> int:
    chosen = parser(__doc__).parse_args()
    return report(measure(quick=chosen.quick), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
