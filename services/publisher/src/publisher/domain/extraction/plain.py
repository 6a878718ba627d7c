"""Text as the rules read it: one form of digits and marks, no quotes; and the way back."""

import re
from dataclasses import dataclass
from typing import Final

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)} | {
    code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_MARKS: Final = {
    **_FULL_WIDTH, ord("％"): "%", ord("．"): ".", ord("("): "（", ord(")"): "）", ord(";"): "；",
    ord(":"): "：", ord("?"): "？", ord("〉"): "》", ord("〈"): "《", ord("＞"): ">", ord("＜"): "<",
    ord("—"): "-", ord("–"): "-", ord("－"): "-", ord("～"): "~", ord("〜"): "~",
}  # fmt: skip
_QUOTES: Final = frozenset("“”‘’\"'「」『』")
_COMMA: Final = re.compile(r"(?<!\d),|,(?!\d{3})")
_ADDRESS: Final = re.compile(r"(https?)：//")
_TITLES: Final = re.compile(r"《[^《》]*》")
_SPACE: Final = re.compile(r"\s+")


def marks(text: str) -> str:
    """The same text with one form of each mark and digit and without spaces; quotes and titles stay."""
    return _ADDRESS.sub(r"\1://", _COMMA.sub("，", _SPACE.sub("", text.translate(_MARKS))))


@dataclass(frozen=True)
class Plain:
    """A sentence without quotes, the titles of other documents replaced by ※; `origin` leads back."""

    text: str
    source: str
    origin: tuple[int, ...]

    def said(self, start: int, end: int) -> str:
        """The source's words for a stretch of the text, without marks at its ends."""
        if start >= end:
            return ""
        first, after = self.origin[start], self.origin[end - 1] + 1
        while end < len(self.text) and after < self.origin[end]:
            after += 1
        if end == len(self.text):
            after = len(self.source)
        opening = first
        while opening > 0 and self.source[opening - 1] in _QUOTES and (opening - 1) not in self.origin:
            opening -= 1
        return trimmed(self.source[opening:after])


def plain(source: str) -> Plain:
    """Read a sentence whose marks have one form already."""
    covered = _TITLES.sub(lambda found: "※" + "\0" * (len(found.group()) - 1), source)
    kept = [(at, c) for at, c in enumerate(covered) if c not in _QUOTES and c != "\0"]
    return Plain("".join(c for _, c in kept), source, tuple(at for at, _ in kept))


def trimmed(text: str) -> str:
    """Without the marks and joining words at its ends."""
    bare = text.strip("，。；、：; ")
    bare = re.sub(r"[；，、](?:且|或|或者|并且|和)$", "", bare)
    return re.sub(r"^(?:或者|并且|或|且)(?=.)", "", bare).strip("，。；、： ")
