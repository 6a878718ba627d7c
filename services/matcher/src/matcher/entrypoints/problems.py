"""Refusals as problem details."""

from matcher.domain.refusals import RefusedError
from shared.web import FieldError, Problem


def problem_of(refused: RefusedError) -> Problem:
    """422 with a pointer for each field; a code to be confirmed is a conflict that `confirm` settles."""
    errors = [FieldError(text, pointer=f"#/{field}") for field, text in refused.errors.items()]
    if set(refused.errors) == {"confirm"}:
        return Problem(409, refused.errors["confirm"], title="请确认统一社会信用代码", errors=errors)
    return Problem(422, errors=errors)
