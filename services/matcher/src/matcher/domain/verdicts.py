"""From a value to a verdict, with what could still change it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.domain.deriving import Known
from matcher.domain.evaluating import Explained, evaluate
from matcher.domain.truth import Truth
from shared.events import Verdict

_VERDICTS: dict[Truth, Verdict] = {
    True: Verdict.ELIGIBLE,
    False: Verdict.INELIGIBLE,
    None: Verdict.UNDETERMINED,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict; `missing` names the facts whose answer can still change it, sorted, each once."""

    verdict: Verdict
    missing: tuple[str, ...] = ()
    manual_review: bool = False


def verdict_of(truth: Truth) -> Verdict:
    """true is eligible, false ineligible, unknown undetermined."""
    return _VERDICTS[truth]


def judge(explained: Explained) -> Judgement:
    """The verdict of an evaluated tree."""
    open_leaves = list(_open_leaves(explained))
    return Judgement(
        verdict_of(explained.truth),
        tuple(sorted({leaf.fact for leaf in open_leaves if leaf.fact})),
        any(leaf.is_manual for leaf in open_leaves),
    )


def judge_profile(tree: dict[str, Any], known: Known, as_of: date) -> Judgement:
    """Evaluate and judge with the plain evaluator."""
    return judge(evaluate(tree, known, as_of))


def _open_leaves(explained: Explained) -> Iterator[Explained]:
    """Unknown leaves, leaving out every subtree whose value is already known."""
    if explained.truth is not None:
        return
    if not explained.children:
        yield explained
    for child in explained.children:
        yield from _open_leaves(child)
