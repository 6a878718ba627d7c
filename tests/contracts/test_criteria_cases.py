"""The cases of the criteria contract: every evaluator, one at a time and in bulk, and the command."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.domain.deriving import derive
from matcher.domain.engine import Engine
from matcher.domain.verdicts import judge_profile
from matcher.entrypoints.match_command import Engine as EngineName
from matcher.entrypoints.match_command import match_files
from tests.support.criteria import CASES, contract_cases

DESIGN = Path(__file__).parents[3] / "shared" / "design" / "criteria-cases.jsonl"


def test_there_are_all_of_them() -> None:
    assert len(contract_cases()) == 180


def test_the_copy_is_the_contract() -> None:
    if not DESIGN.exists():
        pytest.skip("the design is not beside this checkout")
    assert CASES.read_bytes() == DESIGN.read_bytes()


@pytest.mark.parametrize("case", contract_cases(), ids=range(1, 181))
def test_plain_evaluator(case: dict[str, Any]) -> None:
    judged = judge_profile(case["criteria"], derive(case["profile"]), date.fromisoformat(case["as_of"]))
    found = {
        "verdict": judged.verdict.value,
        "missing": list(judged.missing),
        "manual_review": judged.manual_review,
    }
    assert found == case["expect"]


def test_bulk_engine_over_all_profiles_at_once() -> None:
    bulk = Engine()
    for number, case in enumerate(contract_cases()):
        bulk.put(number, derive(case["profile"]))
    for number, case in enumerate(contract_cases()):
        judged = bulk.judge(case["criteria"], date.fromisoformat(case["as_of"]))
        verdict = "eligible" if number in judged.eligible else "undetermined"
        if number not in judged.eligible | judged.undetermined:
            verdict = "ineligible"
        missing = sorted(fact for fact, numbers in judged.missing.items() if number in numbers)
        found = {
            "verdict": verdict,
            "missing": missing,
            "manual_review": number in judged.manual_review,
        }
        assert found == case["expect"], number


@pytest.mark.parametrize("engine", ["one", "bulk"])
def test_command(engine: EngineName, tmp_path: Path) -> None:
    criteria, profiles = tmp_path / "c.json", tmp_path / "p.jsonl"
    for case in contract_cases():
        criteria.write_text(json.dumps(case["criteria"]), encoding="utf-8")
        profiles.write_text(json.dumps(case["profile"]), encoding="utf-8")
        (line,) = match_files(criteria, profiles, date.fromisoformat(case["as_of"]), engine)
        assert json.loads(line) == case["expect"]
