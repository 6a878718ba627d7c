"""The sections of a notice, wherever its outline has them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.domain.extraction.headings import SectionKind, inline, kinds_of
from publisher.domain.extraction.numbering import Item, outline
from publisher.domain.extraction.plain import marks


@dataclass(frozen=True)
class Section:
    """One section: its item without the heading, and what it is about."""

    kinds: tuple[SectionKind, ...]
    heading: str
    item: Item

    @property
    def text(self) -> str:
        """Its paragraphs, a line each, with their markers."""
        lines = [each.marker + each.text for each in self.item.walk() if each.text]
        if lines and self.item.text:
            lines[0] = self.item.text
        return "\n".join(lines)


def sections_of(lines: Sequence[str]) -> list[Section]:
    """Every section that its heading tells, in order."""
    root = outline([marks(line) for line in lines if line.strip()], lambda text: bool(kinds_of(text)))
    return list(_within(root.children))


def of_kind(sections: Sequence[Section], *kinds: SectionKind) -> list[Section]:
    """The sections about one of these."""
    return [section for section in sections if set(kinds) & set(section.kinds)]


def _within(items: Sequence[Item]) -> Iterator[Section]:
    for item in items:
        kinds, heading, rest = inline(item.text)
        below = list(_within(item.children)) if len(kinds) != 1 else []
        if kinds and not (len(kinds) > 1 and len(below) > 1):
            # The clause of what stands under it names the section; an article's number is name enough.
            item.marker += "" if item.style == "article" else heading
            yield Section(kinds, heading, replace(item, text=rest))
        else:
            yield from below
