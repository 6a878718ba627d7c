"""Words of the field that mean the same: a file of groups, and more of them in a folder of one's own."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

_FILE: Final = "synonyms.txt"
_FOLDER: Final = "HUIQI_WORDS_FOLDER"
_BLANK: Final = re.compile(r"[ \t]+")


def read_lines(package: str, name: str) -> list[str]:
    """Return the lines of a word list that say something: the shipped ones, then one's own."""
    text = (files(package) / name).read_text(encoding="utf-8")
    own = Path(os.environ[_FOLDER]) / name if _FOLDER in os.environ else None
    if own is not None and own.exists():
        text += "\n" + own.read_text(encoding="utf-8-sig")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def synonyms() -> Mapping[str, Sequence[str]]:
    """Return, for each word, the others to look for as well."""
    return read_synonyms(read_lines("shared.searching", _FILE))


def read_synonyms(lines: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Read groups: `a b c` both ways, `a < b c` from b and c to a only."""
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        target, arrow, typed = (part.strip() for part in line.partition("<"))
        words = _BLANK.split(typed if arrow else target)
        for word in words:
            others = [target] if arrow else [other for other in words if other != word]
            found.setdefault(word, {}).update(dict.fromkeys(others))
    return MappingProxyType({word: tuple(others) for word, others in found.items()})


def alternatives(word: str) -> Sequence[str]:
    """Return the other words for the same thing."""
    return synonyms().get(word, ())
