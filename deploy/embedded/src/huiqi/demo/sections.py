"""The sections of a notice, by the words of their headings."""

import re
from typing import Final

_HEADING: Final = re.compile(r"^[一二三四五六七八九十]+、\s*([^。；，]{2,20})$")


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
    return {heading: "\n".join(lines) for heading, lines in sections.items()}
