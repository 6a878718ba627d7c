"""One policy over everybody, three-valued: thresholds that were asked about before, and new ones."""

import time
from typing import Final

from benchmarks.harness import Bar, Results, note, percentiles
from benchmarks.matching.data import AS_OF, city
from benchmarks.matching.policies import Tree, policies
from matcher.domain.engine import Engine

SIZES: Final = {"100k": 100_000, "1M": 1_000_000, "3M": 3_000_000}
_POLICIES: Final = 100


def measure(quick: bool) -> Results:
    """All sizes; a quick run leaves three million out."""
    results = Results()
    for name, count in SIZES.items():
        if quick and name == "3M":
            continue
        note(f"{name} enterprises")
        engine = city(count).engine()
        new = judged(engine, policies(_POLICIES, seed=2, fresh=True))
        known = policies(_POLICIES)
        judged(engine, known)
        measured = percentiles(f"policy_to_{name}_engine", judged(engine, known) + judged(engine, known))
        fresh = percentiles(f"policy_to_{name}_engine_new_thresholds", new)
        results.figures |= measured | fresh
        results.figures[f"engine_{name}_MB"] = round(engine.used_bytes / 1e6)
        if name == "3M":
            results.bars += [
                Bar("one policy over 3M p50", measured[f"policy_to_{name}_engine_p50_ms"], "ms", 4),
                Bar("one policy over 3M p99", measured[f"policy_to_{name}_engine_p99_ms"], "ms", 12),
                Bar(
                    "one policy over 3M, new thresholds, p99",
                    fresh[f"policy_to_{name}_engine_new_thresholds_p99_ms"],
                    "ms",
                    60,
                ),
                Bar("engine memory for 3M", engine.used_bytes / 1e6, "MB", 1000),
            ]
    return results


def judged(engine: Engine, trees: list[Tree]) -> list[float]:
    """Milliseconds for each tree, until both bitmaps are there."""
    took = []
    for tree in trees:
        began = time.perf_counter()
        engine.judge(tree, AS_OF)
        took.append((time.perf_counter() - began) * 1000)
    return took
