"""The numbers that Word counts itself: a paragraph's marker is not in its text."""

from collections.abc import Callable
from typing import Any, Final

from docx.oxml.ns import qn

_CN: Final = "〇一二三四五六七八九"
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MOST_LEVELS: Final = 9


def chinese(number: int) -> str:
    """1 to 99 as 一 to 九十九."""
    tens, units = divmod(number, 10)
    if tens == 0 or number > 99:
        return "".join(_CN[int(digit)] for digit in str(number))
    return ("" if tens == 1 else _CN[tens]) + "十" + (_CN[units] if units else "")


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalFullWidth": str,
    "decimalZero": str,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": chinese,
    "taiwaneseCountingThousand": chinese,
    "decimalEnclosedCircle": lambda n: _CIRCLED[n - 1] if 1 <= n <= len(_CIRCLED) else str(n),
    "decimalEnclosedCircleChinese": lambda n: _CIRCLED[n - 1] if 1 <= n <= len(_CIRCLED) else str(n),
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
}


class Numbering:
    """Counts the paragraphs of a document in their order."""

    def __init__(self, root: Any | None) -> None:  # noqa: ANN401 (lxml ships no types)
        self._levels: dict[str, dict[int, Any]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstract = {each.get(qn("w:abstractNumId")): each for each in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            reference = num.find(qn("w:abstractNumId"))
            definition = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
            if definition is not None:
                levels = definition.findall(qn("w:lvl"))
                self._levels[num.get(qn("w:numId"))] = {int(lvl.get(qn("w:ilvl"), 0)): lvl for lvl in levels}

    def marker(self, properties: Any | None) -> str:  # noqa: ANN401
        """The marker of a paragraph with these numbering properties (w:numPr); empty where it has none."""
        if properties is None:
            return ""
        number, level = _value(properties, "w:numId"), int(_value(properties, "w:ilvl") or 0)
        levels = self._levels.get(number or "")
        if not levels or level not in levels or level >= _MOST_LEVELS:
            return ""
        counts = self._counts.setdefault(number or "", {})
        counts[level] = counts.get(level, _start(levels[level]) - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        return _text(levels, counts, level)


def _text(levels: dict[int, Any], counts: dict[int, int], level: int) -> str:
    text = _value(levels[level], "w:lvlText") or ""
    for above in range(level + 1):
        if above in levels:
            shape = _FORMATS.get(_value(levels[above], "w:numFmt") or "decimal")
            shown = shape(counts.get(above, _start(levels[above]))) if shape else ""
            text = text.replace(f"%{above + 1}", shown)
    return text if any(c.isalnum() or c in _CIRCLED for c in text) else ""


def _start(level: Any) -> int:  # noqa: ANN401
    return int(_value(level, "w:start") or 1)


def _value(parent: Any, name: str) -> str | None:  # noqa: ANN401
    child = parent.find(qn(name))
    return child.get(qn("w:val")) if child is not None else None
