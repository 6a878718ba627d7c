"""A profile as somebody hands it in, until it is checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.domain.credit_codes import WRONG_CHECK, WrongCreditCodeError, is_doubtful, normal
from matcher.domain.refusals import RefusedError
from shared.criteria import FACTS, FactType, check_facts
from shared.criteria.values import text_problem

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """`confirm` says that a person has checked a credit code whose check character is wrong."""

    credit_code: str
    name: str
    facts: Mapping[str, Any]
    confirm: bool = False


def checked(draft: ProfileDraft, *, facts_are_checked: bool = False) -> ProfileDraft:
    """The draft in its normal form; raises `RefusedError` with every problem at once."""
    problems = {} if facts_are_checked else check_facts(draft.facts)
    errors = {f"facts/{name}": problem for name, problem in problems.items()}
    code = draft.credit_code
    try:
        code = normal(code)
        if is_doubtful(code) and not draft.confirm:
            errors["confirm"] = WRONG_CHECK
    except WrongCreditCodeError as error:
        errors["credit_code"] = str(error)
    name = draft.name.strip()
    if not name:
        errors["name"] = "请填写企业名称。"
    elif problem := text_problem(name, longest=LONGEST_NAME):
        errors["name"] = problem
    if errors:
        raise RefusedError(errors)
    return ProfileDraft(code, name, _tidy(draft.facts), draft.confirm)


def _tidy(facts: Mapping[str, Any]) -> dict[str, Any]:
    """One form for what means the same, so that saving it again changes nothing."""
    return {name: _tidy_value(name, facts[name]) for name in sorted(facts) if facts[name] is not None}


def _tidy_value(name: str, value: object) -> object:
    if FACTS[name].type is FactType.SET and isinstance(value, list):
        return sorted(set(value))
    return int(value) if isinstance(value, float) and value.is_integer() else value
