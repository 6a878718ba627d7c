"""The sections of a notice, by the words of their headings."""

import re
from typing import Final

_HEADING: Final = re.compile(r"^[一二三四五六七八九十]+、\s*([^。；，]{2,20})$")
_DAY: Final = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")
_SIGNATORY: Final = re.compile(r"(委员会|局|办公室|政府)$")


def sections_of(body: str) -> dict[str, str]:
    """Return the text below each heading of the first level (一、申报条件), by the heading's words."""
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in (line.strip() for line in body.split("\n")):
        heading = _HEADING.match(line)
        if heading:
            current = sections.setdefault(heading[1].strip(), [])
        elif current is not None and line:
            current.append(line)
    return {heading: "\n".join(_without_signature(lines)) for heading, lines in sections.items()}


def _without_signature(lines: list[str]) -> list[str]:
    """Leave out the departments and the day below the last section."""
    end = next((at for at, line in enumerate(lines) if _DAY.match(line)), None)
    if end is None:
        return lines
    while end > 0 and _SIGNATORY.search(lines[end - 1]):
        end -= 1
    return lines[:end]
