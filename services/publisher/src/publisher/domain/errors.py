"""What the publisher refuses, each with a Chinese sentence for a person."""

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):  # noqa: N818  # a refusal is an answer, not a fault
    """A request that the rules refuse; `str()` is a complete Chinese sentence."""


class NotFound(Refusal):
    """There is nothing of that kind that the asker may see."""


class NotPermitted(Refusal):
    """The asker may see it, and may not do this."""


class Conflict(Refusal):
    """The state of things does not allow it, or somebody else was faster."""


class StaleDraft(Conflict):
    """The draft was changed since the editor read it; `current` is its version now.

    `theirs` is what it says now and `yours` what was handed in, both as JSON.
    """

    def __init__(self, current: int, theirs: dict[str, Any], yours: dict[str, Any]) -> None:
        super().__init__("这份草稿在您打开之后已被他人修改，请对照最新内容后再保存。")
        self.current, self.theirs, self.yours = current, theirs, yours


class IllegalTransition(Conflict):
    """The transition table has no such step; `allowed` are the actions that it has from here."""

    def __init__(self, sentence: str, allowed: Sequence[str]) -> None:
        super().__init__(sentence)
        self.allowed = tuple(allowed)


class GateClosed(Conflict):
    """The publication gate (invariant 5) is closed; `unmet` are its conditions, a sentence each."""

    def __init__(self, unmet: Sequence[str]) -> None:
        super().__init__("还有条件没有满足：" + "".join(unmet))
        self.unmet = tuple(unmet)


class Invalid(Refusal):
    """What was handed in is wrong at `pointer` (a JSON pointer into the content)."""

    def __init__(self, sentence: str, pointer: str = "") -> None:
        super().__init__(sentence)
        self.pointer = pointer


class UnreadableDocument(Refusal):
    """An uploaded document cannot be read; the sentence says why and what to do."""
