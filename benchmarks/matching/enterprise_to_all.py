"""One enterprise under every policy: the engine turned around, beside naive Python and engines made for this.

The engine answers in three values, eligible and undetermined; A-Tree and Lucene Monitor have two, and are
asked for the eligible only, with negation and missing facts worked out for them beforehand. The engine has
answered for other profiles before; those that it is measured with are new to it.
"""

import time
from statistics import median
from typing import Any, Final

from benchmarks.harness import Bar, Results, note, percentiles
from benchmarks.matching.data import AS_OF, city
from benchmarks.matching.natives import ask_native, build_natives
from benchmarks.matching.policies import Tree, policies
from matcher.domain.deriving import Known
from matcher.domain.engine import ReverseIndex
from matcher.domain.verdicts import judge_profile
from shared.events import Verdict

SIZES: Final = (100, 1000, 10_000)
_PROFILES: Final = 2000
_ASKED_OF_PEERS: Final = 40
_ASKED_OF_PYTHON: Final = 5
_TIMES_NAIVE: Final = 50


def measure(quick: bool) -> Results:
    """All numbers of policies; a quick run asks the other programs for the middle one only."""
    results = Results()
    everybody = city(2 * _PROFILES).engine()
    profiles = [everybody.known(number) for number in range(2 * _PROFILES)]
    natives = build_natives()
    for count in SIZES:
        note(f"{count} policies")
        trees = policies(count, seed=3)
        index = _index(trees)
        _measure_engine(results, f"enterprise_to_{count}_engine", index, profiles)
        _measure_naive(results, count, index, trees, profiles)
        if not quick or count == SIZES[1]:
            for name, command in natives.items():
                note(f"  {name}")
                asked = profiles[:_ASKED_OF_PEERS]
                answer = ask_native(command, trees, asked)
                _measure_native(results, f"{count}_{name}", index, answer, asked)
    note("thresholds that each policy has for itself")
    index = _index(policies(SIZES[-1], seed=3, fresh=True))
    _measure_engine(results, f"enterprise_to_{SIZES[-1]}_engine_new_thresholds", index, profiles)
    name = f"enterprise_to_{SIZES[-1]}_engine"
    results.bars += [
        Bar("one profile under 10,000 p50", results.figures[f"{name}_p50_us"], "µs", 200),
        Bar("one profile under 10,000 p99", results.figures[f"{name}_p99_us"], "µs", 1000),
    ]
    return results


def _index(trees: list[Tree]) -> ReverseIndex[int]:
    index: ReverseIndex[int] = ReverseIndex()
    for number, tree in enumerate(trees):
        index.put(number, tree)
    return index


def _measure_engine(results: Results, name: str, index: ReverseIndex[int], profiles: list[Known]) -> None:
    first = _judged(index, profiles[:_PROFILES])
    took = _judged(index, profiles[_PROFILES:])
    results.figures |= _figures(name, took) | _figures(f"{name}_first", first)


def _measure_naive(
    results: Results, count: int, index: ReverseIndex[int], trees: list[Tree], profiles: list[Known]
) -> None:
    took = []
    asked = profiles[:_ASKED_OF_PYTHON]
    for known in asked:
        began = time.perf_counter()
        judged = [judge_profile(tree, known, AS_OF).verdict for tree in trees]
        took.append((time.perf_counter() - began) * 1000)
        found = index.verdicts(known, AS_OF)
        _check("python", judged.count(Verdict.ELIGIBLE), len(found.eligible))
        _check("python", judged.count(Verdict.UNDETERMINED), len(found.undetermined))
    times = median(took) / median(_judged(index, asked * 20))
    results.figures |= _figures(f"enterprise_to_{count}_python", took)
    results.figures[f"enterprise_to_{count}_python_times_slower"] = round(times, 1)
    if count == SIZES[-1]:
        results.bars.append(
            Bar("times faster than naive Python", times, "times", _TIMES_NAIVE, at_most=False)
        )


def _measure_native(
    results: Results,
    name: str,
    index: ReverseIndex[int],
    answer: dict[str, list[Any]],
    profiles: list[Known],
) -> None:
    for known, eligible in zip(profiles, answer["eligible"], strict=True):
        _check(name, eligible, len(index.verdicts(known, AS_OF).eligible))
    took = [each / 1000 for each in answer["microseconds"]]
    times = median(took) / median(_judged(index, profiles))
    results.figures |= _figures(f"enterprise_to_{name}", took)
    results.figures[f"enterprise_to_{name}_times_slower"] = round(times, 1)
    if name.startswith(f"{SIZES[-1]}_"):
        results.bars.append(Bar(f"times faster than {name.split('_')[1]}", times, "times", 1, at_most=False))


def _judged(index: ReverseIndex[int], profiles: list[Known]) -> list[float]:
    """Milliseconds for each profile, until the lists of policies are there."""
    took = []
    for known in profiles:
        began = time.perf_counter()
        _ = index.verdicts(known, AS_OF).eligible
        took.append((time.perf_counter() - began) * 1000)
    return took


def _figures(name: str, milliseconds: list[float]) -> dict[str, float]:
    in_micro = percentiles(name, [each * 1000 for each in milliseconds])
    return {key.removesuffix("ms") + "us": value for key, value in in_micro.items()}


def _check(name: str, counted: int, expected: int) -> None:
    if counted != expected:
        raise AssertionError(f"{name} counts {counted}, the engine {expected}")
