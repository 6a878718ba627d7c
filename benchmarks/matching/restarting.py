"""Saving an engine and having it back, and two processes beside one."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.harness import Bar, Results, note
from benchmarks.matching.data import AS_OF, city
from benchmarks.matching.policies import policies
from matcher.domain.engine import snapshot

_COUNT: Final = 3_000_000
_QUICK: Final = 300_000


def measure(quick: bool) -> Results:
    """At three million; a quick run takes a tenth."""
    results = Results()
    count = _QUICK if quick else _COUNT
    with TemporaryDirectory(prefix="huiqi-bench-") as name:
        path = Path(name) / "all.engine"
        engine = city(count).engine()
        tree = policies(1)[0]
        expected = engine.judge(tree, AS_OF).eligible
        results.figures["snapshot_save_s"] = round(_seconds(partial(snapshot.save, engine, path, {})), 2)
        results.figures["snapshot_MB"] = round(path.stat().st_size / 1e6)
        began = time.perf_counter()
        restored = snapshot.load(path).engine
        if restored.judge(tree, AS_OF).eligible != expected:
            raise AssertionError("the restored engine answers something else")
        loaded = time.perf_counter() - began
    results.figures["snapshot_load_and_first_policy_s"] = round(loaded, 2)
    results.figures["process_most_MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
    results.bars.append(Bar(f"snapshot load at {count:,}", loaded, "s", 10))
    _two_processes(results, quick)
    return results


def _two_processes(results: Results, quick: bool) -> None:
    """Each owns half of the enterprises, as it owns half of the partitions, and judges the same policies."""
    note("  one process, two processes")
    count = _QUICK if quick else 1_000_000
    context = multiprocessing.get_context("spawn")
    rates = {}
    for processes in (1, 2):
        with context.Pool(processes) as pool:
            took = pool.map(_judge_share, [(count // processes, seed) for seed in range(processes)])
        rates[processes] = 1 / max(took)
    times = rates[2] / rates[1]
    results.figures["two_processes_times_one"] = round(times, 2)
    results.bars.append(Bar("two processes beside one, CPU-bound", times, "times", 1.6, at_most=False))


def _judge_share(share: tuple[int, int]) -> float:
    count, seed = share
    engine = city(count, seed).engine()
    trees = policies(60)
    for tree in trees:
        engine.judge(tree, AS_OF)
    return _seconds(lambda: [engine.judge(tree, AS_OF) for _ in range(5) for tree in trees])


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
