"""A message in words: a subject and blocks, from one source to plain text and HTML.

The source is what a template renders: the subject on the first line, then one block a line: `* item` of a
list, `*> address item` of one whose items lead somewhere, `=> address label` for something to press,
anything else a paragraph.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something to press."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, leading somewhere."""

    url: str
    text: str


Block = Paragraph | Item | Entry | Action


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words."""

    subject: str
    blocks: tuple[Block, ...]
    language: str = "zh"

    @property
    def runs(self) -> list[tuple[str, list[Block]]]:
        """Blocks of one kind that follow one another: `paragraph`, `item`, `entry` or `action`, and them."""
        return [(kind.__name__.lower(), list(run)) for kind, run in groupby(self.blocks, key=type)]

    @property
    def text(self) -> str:
        """The plain text of a mail."""
        return "\n\n".join("\n".join(map(_as_text, run)) for _, run in self.runs) + "\n"

    @property
    def html(self) -> str:
        """The blocks as HTML, everything escaped."""
        return "".join(_as_html(kind, run) for kind, run in self.runs)


def parse(source: str, language: str = "zh") -> Letter:
    """Read what a template rendered. Interpolated values hold no line break, so none can pose as a block."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    return Letter(lines[0], tuple(_blocks(lines[1:])), language)


def _blocks(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        if line.startswith("=> "):
            url, _, label = line[3:].partition(" ")
            yield Action(url, label)
        elif line.startswith("*> "):
            url, _, words = line[3:].partition(" ")
            yield Entry(url, words)
        elif line.startswith("* "):
            yield Item(line[2:])
        else:
            yield Paragraph(line)


def _as_text(block: Block) -> str:
    match block:
        case Paragraph(text):
            return text
        case Item(text):
            return f"- {text}"
        case Entry(url, text):
            return f"- {text} {url}"
        case Action(url, label):
            return f"{label}: {url}"


def _as_html(kind: str, run: list[Block]) -> str:
    inner = [_inner_html(block) for block in run]
    if kind in ("item", "entry"):
        return f"<ul>{''.join(f'<li>{words}</li>' for words in inner)}</ul>"
    return "".join(f"<p>{words}</p>" for words in inner)


def _inner_html(block: Block) -> str:
    match block:
        case Paragraph(text) | Item(text):
            return escape(text)
        case Entry(url, label) | Action(url, label):
            return f'<a href="{escape(url)}">{escape(label)}</a>'
