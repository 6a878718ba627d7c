"""The outline of a document: which paragraph stands under which, by whatever numbering it uses."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

_CN: Final = "[一二三四五六七八九十百]{1,4}"
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
# 1.1首次认定 counts, 1.5亿元以上 measures.
_NO_QUANTITY: Final = r"(?=[\u4e00-\u9fff“《（])(?![年月日个项家万亿元人号点时分级类种倍千百件名期次款条页])"
_DECIMAL: Final = ("1.1", "1.1.1")
_STYLES: Final = (
    ("chapter", re.compile(rf"第{_CN}[章节]")),
    ("article", re.compile(rf"第(?:{_CN}|\d{{1,3}})条")),
    ("cn", re.compile(rf"{_CN}[、.]")),
    ("(cn)", re.compile(rf"（{_CN}）、?")),
    ("1.1.1", re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{2,3}}{_NO_QUANTITY}")),
    ("1.1", re.compile(rf"\d{{1,2}}\.\d{{1,2}}{_NO_QUANTITY}")),
    (
        "1",
        re.compile(rf"\d{{1,2}}(?:[、]|\.(?!\d)|\.(?=20\d\d年)|{_NO_QUANTITY}(?=[\u4e00-\u9fff]{{2,14}}$))"),
    ),
    ("(1)", re.compile(r"（\d{1,2}）、?|(?<![\d（])\d{1,2}）")),
    ("circled", re.compile(f"[{_CIRCLED}]、?")),
    ("letter", re.compile(r"[a-zA-Z][、.](?![a-zA-Z])|（[a-zA-Z]）")),
    ("bullet", re.compile(r"[●•◆■▪★-](?=[\u4e00-\u9fff])")),
)
_WITHIN_A_LINE: Final = tuple(each for each in _STYLES if each[0] in {"(cn)", "1", "(1)", "circled"})
_LEAD: Final = "lead"
_TITLE: Final = "title"
_ANNOUNCES: Final = re.compile(
    r"：$|(?:以下|下列|如下|下述)[^。；]{0,12}(?:条件|情形|要求|标准|指标)[^。；]{0,16}$|(?:条件|情形|要求)(?:之一|中的.{1,3}[项个条])[^。；]{0,10}$"
)
_VALUES: Final = {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_NOT_AFTER: Final = re.compile(r"(?:第|[（(]?[一二三四五六七八九十\d、至到和及-])$")


@dataclass
class Item:
    """A paragraph with its marker, and what stands under it."""

    marker: str
    style: str
    number: int
    text: str
    children: list["Item"] = field(default_factory=list)
    parent: "Item | None" = field(default=None, repr=False)

    @property
    def clause(self) -> str:
        """Where it stands, as the document counts: 二、申报条件（三）."""
        markers, item = [self.marker], None if self.style in _DECIMAL else self.parent
        while item is not None:
            markers.append(item.marker)
            item = item.parent
        path = "".join(reversed(markers)).rstrip("、.")
        return re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)", " ", path)

    def walk(self) -> Iterator["Item"]:
        """It and everything under it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def outline(lines: Sequence[str], is_title: Callable[[str], bool] = lambda _: False) -> Item:
    """Lines with normal marks, as a tree under a root without a marker.

    `is_title` knows the headings that stand without a number.
    """
    root = Item("", "", 0, "")
    open_items = [root]
    for line in lines:
        for marker, found, text in split(line):
            if not found and not is_title(text):
                _without_marker(open_items, text)
                continue
            style = found or _TITLE
            depth = next((at for at, item in enumerate(open_items) if item.style == style), None)
            if style == _TITLE:
                depth = 1
            if depth is not None:
                del open_items[depth:]
            item = Item(marker.rstrip("、."), style, ordinal(marker), text, parent=open_items[-1])
            if style in {"cn", "1", "bullet", "letter"}:
                item.marker = marker
            open_items[-1].children.append(item)
            open_items.append(item)
    return root


def _without_marker(open_items: list[Item], text: str) -> None:
    """A paragraph of its own stands under what heads it; one that announces a list heads that list."""
    while len(open_items) > 1 and not _heads(open_items[-1]):
        open_items.pop()
    item = Item("", "", 0, text, parent=open_items[-1])
    open_items[-1].children.append(item)
    if _ANNOUNCES.search(text):
        item.style = _LEAD
        open_items.append(item)


def _heads(item: Item) -> bool:
    return item.style in {"cn", "article", "chapter", _TITLE} or not item.text or _is_heading(item.text)


def _is_heading(text: str) -> bool:
    return len(text) <= 18 and not re.search(r"[。；，：]", text)


def split(line: str) -> list[tuple[str, str, str]]:
    """(marker, style, text) of a line, cut further where it counts on within itself: …：1.…；2.…"""
    head, *members = _parts(line)
    cut = [_leading(head[2])] if head[2] else []
    for marker, style, text in members:
        (_, _, first), *inner = _parts(text)
        cut += [(marker, style, first), *inner]
    return cut


def _leading(line: str) -> tuple[str, str, str]:
    for style, pattern in _STYLES:
        if found := pattern.match(line):
            return found.group(), style, line[found.end() :].lstrip("：、")
    return "", "", line


def _parts(text: str) -> list[tuple[str, str, str]]:
    """A paragraph cut at the markers of an enumeration that counts from 1 within it."""
    for style, pattern in _WITHIN_A_LINE:
        cuts, wanted = [], 1
        for found in pattern.finditer(text):
            fits = ordinal(found.group()) == wanted and not _NOT_AFTER.search(text[: found.start()])
            if fits and (found.start() == 0 or text[found.start() - 1] in "：；。，、的为 "):
                cuts.append((found.start(), found.end()))
                wanted += 1
        if len(cuts) >= 2:
            ends = [start for start, _ in cuts[1:]] + [len(text)]
            head = [("", "", text[: cuts[0][0]])]
            return head + [
                (text[start:end], style, text[end:after])
                for (start, end), after in zip(cuts, ends, strict=True)
            ]
    return [("", "", text)]


def ordinal(marker: str) -> int:
    """The number of a marker: 三 for （三）, 3 for 3. and ③; 0 where it has none."""
    if digits := re.findall(r"\d+", marker):
        return int(digits[-1])
    if circled := re.search(f"[{_CIRCLED}]", marker):
        return _CIRCLED.index(circled.group()) + 1
    found = re.search("[一二三四五六七八九十]+", marker)
    if not found:
        return 0
    tens, ten, units = found.group().rpartition("十")
    if not ten:
        return _VALUES.get(found.group(), 0)
    return (_VALUES.get(tens, 1) if tens else 1) * 10 + _VALUES.get(units, 0)
