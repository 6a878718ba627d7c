"""Whole notices with what a careful reader takes from each: our own, and those beside this project."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import docx

OWN: Final = Path(__file__).parent / "notices_read"
BESIDE: Final = Path(__file__).parents[3] / "shared" / "data"


@dataclass(frozen=True)
class Notice:
    """A notice's text, and the keys that a reading of it must have with these values."""

    name: str
    text: str
    expected: dict[str, Any]

    def as_word(self) -> bytes:
        """The notice as a Word document, a line a paragraph."""
        document = docx.Document()
        for line in self.text.split("\n"):
            document.add_paragraph(line)
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()


def own_notices() -> list[Notice]:
    """Notices of our own wording."""
    return _in(OWN, "*.txt")


def notices_beside() -> list[Notice]:
    """The notices beside this project; none where they are absent."""
    return _in(BESIDE, "notice-*.txt")


def _in(folder: Path, pattern: str) -> list[Notice]:
    found = [(path, path.with_suffix(".json")) for path in sorted(folder.glob(pattern))]
    return [
        Notice(path.stem, path.read_text(encoding="utf-8"), json.loads(expected.read_text(encoding="utf-8")))
        for path, expected in found
        if expected.exists()
    ]
