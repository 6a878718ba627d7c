"""What ought to have arrived, worked out with the plain evaluator and without asking the matcher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huiqi.sample.enterprise import SampleEnterprise
from matcher.domain.deriving import Known, derive
from matcher.domain.verdicts import judge_profile
from shared.criteria import validate, validate_facts
from shared.events import Verdict


@dataclass(frozen=True)
class Expected:
    """Who is eligible under what is live (nobody where it is withdrawn), and who ever was in the run."""

    eligible: frozenset[str]
    ever: frozenset[str]


class Expectation:
    """Judges the sample's enterprises one by one."""

    def __init__(self, enterprises: Sequence[SampleEnterprise], today: date) -> None:
        self._known: list[tuple[str, Known]] = [
            (enterprise.credit_code, derive(validate_facts(enterprise.facts))) for enterprise in enterprises
        ]
        self._today = today

    def of(self, criteria: Sequence[dict[str, Any] | None], *, withdrawn: bool) -> Expected:
        """Return what is expected of a policy whose revisions had these criteria, the live one last."""
        by_revision = [self._eligible(tree) for tree in criteria]
        now = frozenset[str]() if withdrawn or not by_revision else by_revision[-1]
        return Expected(now, frozenset[str]().union(*by_revision))

    def _eligible(self, tree: dict[str, Any] | None) -> frozenset[str]:
        if tree is None:
            return frozenset()
        checked = validate(tree)
        return frozenset(
            code
            for code, known in self._known
            if judge_profile(checked, known, self._today).verdict is Verdict.ELIGIBLE
        )
