"""One policy over everybody, three-valued: the engine beside what anybody would pick instead.

Thresholds that were asked about before, and new ones; the same trees on the same enterprises, and the totals
of every tree are checked to be equal.
"""

import time
from contextlib import ExitStack
from statistics import median
from typing import Final

from benchmarks.harness import Bar, Results, note, percentiles
from benchmarks.matching.data import AS_OF, City, city
from benchmarks.matching.peers import open_peers, timed
from benchmarks.matching.policies import Tree, policies
from matcher.domain.engine import Engine

SIZES: Final = {"100k": 100_000, "1M": 1_000_000, "3M": 3_000_000}
_POLICIES: Final = 100
_ROUNDS: Final = 3
_ASKED_OF_PEERS: Final = {"numpy": 30, "duckdb": 30, "polars": 30, "postgresql": 6}
_TIMES_FASTER: Final = 5


def measure(quick: bool) -> Results:
    """All sizes; a quick run leaves three million and PostgreSQL out."""
    results = Results()
    for name, count in SIZES.items():
        if quick and name == "3M":
            continue
        note(f"{name} enterprises")
        everybody = city(count)
        engine = everybody.engine()
        _measure_engine(results, name, engine)
        _measure_peers(results, name, everybody, engine, postgres=not quick and name != "3M")
    return results


def _measure_engine(results: Results, name: str, engine: Engine) -> None:
    known = policies(_POLICIES)
    judged(engine, known)
    series = [took for _ in range(_ROUNDS) for took in judged(engine, known)]
    new = judged(engine, policies(_POLICIES, seed=2, fresh=True))
    prefix = f"policy_to_{name}_engine"
    measured, fresh = percentiles(prefix, series), percentiles(f"{prefix}_new_thresholds", new)
    results.figures |= measured | fresh
    results.figures[f"engine_{name}_MB"] = round(engine.used_bytes / 1e6)
    if name == "3M":
        results.bars += [
            Bar("one policy over 3M p50", measured[f"{prefix}_p50_ms"], "ms", 4),
            Bar("one policy over 3M p99", measured[f"{prefix}_p99_ms"], "ms", 12),
            Bar("one policy over 3M, new thresholds p99", fresh[f"{prefix}_new_thresholds_p99_ms"], "ms", 60),
            Bar("engine memory for 3M", engine.used_bytes / 1e6, "MB", 1000),
        ]


def _measure_peers(results: Results, name: str, everybody: City, engine: Engine, *, postgres: bool) -> None:
    trees = policies(max(_ASKED_OF_PEERS.values()))
    expected = [
        (len(found.eligible), len(found.undetermined)) for found in (engine.judge(t, AS_OF) for t in trees)
    ]
    with ExitStack() as stack:
        for peer, ask in open_peers(everybody, stack, postgres=postgres).items():
            asked = trees[: _ASKED_OF_PEERS[peer]]
            note(f"  {peer}")
            ask(asked[0])
            took, answers = timed(ask, asked)
            # Beside each other, so that what else the machine does is shared by both.
            own = median(judged(engine, asked))
            if answers != expected[: len(asked)]:
                raise AssertionError(f"{peer} counts {answers}, the engine {expected}")
            results.figures |= percentiles(f"policy_to_{name}_{peer}", took)
            times = median(took) / own
            results.figures[f"policy_to_{name}_{peer}_times_slower"] = round(times, 1)
            if name == "3M" and peer in ("duckdb", "polars"):
                results.bars.append(
                    Bar(f"times faster than {peer} at 3M", times, "times", _TIMES_FASTER, at_most=False)
                )


def judged(engine: Engine, trees: list[Tree]) -> list[float]:
    """Milliseconds for each tree, until both bitmaps are there."""
    took = []
    for tree in trees:
        began = time.perf_counter()
        engine.judge(tree, AS_OF)
        took.append((time.perf_counter() - began) * 1000)
    return took
