"""What the matcher says of a visitor's answers to the questions of one policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion with its result: true, false or unknown, and the value that the answer gave."""

    kind: str
    truth: str
    words: str
    clause: str = ""
    seen: str = ""
    children: Sequence["Reason"] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: select with options, date, number or text."""

    name: str
    label: str
    kind: str
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict so far with its reasons; `question` is None where no answer could change it any more."""

    verdict: str
    sentence: str
    manual_review: bool
    tree: Reason
    question: Asked | None
    left: int
    said: Mapping[str, str]
    errors: Mapping[str, str]
