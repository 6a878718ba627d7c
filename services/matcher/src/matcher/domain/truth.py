"""Three values: True, False, and None for unknown."""

from collections.abc import Sequence
from typing import TypeAlias

Truth: TypeAlias = bool | None


def all_of(truths: Sequence[Truth]) -> Truth:
    """False where any is false, true where every one is true."""
    if any(truth is False for truth in truths):
        return False
    return True if all(truths) else None


def any_of(truths: Sequence[Truth]) -> Truth:
    """True where any is true, false where every one is false."""
    if any(truths):
        return True
    return None if any(truth is None for truth in truths) else False


def none_of(truth: Truth) -> Truth:
    """The negation; unknown stays unknown."""
    return None if truth is None else not truth


def at_least(least: int, truths: Sequence[Truth]) -> Truth:
    """True where `least` are true, false where fewer than that are true or unknown."""
    if sum(truth is True for truth in truths) >= least:
        return True
    return False if sum(truth is not False for truth in truths) < least else None


def name_of(truth: Truth) -> str:
    """`true`, `false` or `unknown`, as proofs and explanations spell it."""
    return "unknown" if truth is None else "true" if truth else "false"
