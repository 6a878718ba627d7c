"""A first draft of the interpretation (政策解读) from the notice's own sections, for a person to rewrite."""

from typing import Final

from publisher.domain.extraction.headings import SectionKind
from publisher.domain.extraction.notice import Notice
from shared.events import Interpretation, InterpretationKind

_TOLD: Final = {
    "谁可以申报（申报条件）": (SectionKind.OBJECT, SectionKind.CONDITIONS),
    "能得到多少": (SectionKind.STANDARD,),
    "怎么评审（评审标准）": (SectionKind.REVIEW,),
    "要交哪些材料（申报材料）": (SectionKind.MATERIALS,),
    "什么时候申报、怎么申报": (SectionKind.TIME,),
}
_MUST: Final = (SectionKind.CONDITIONS, SectionKind.REVIEW, SectionKind.MATERIALS)


def first_explanation(title: str, notice: Notice) -> tuple[Interpretation, ...]:
    """One interpretation where the notice states all that one must; else there is too little to tell."""
    if not all(notice.text_of(kind) for kind in _MUST):
        return ()
    paragraphs: list[str] = []
    for heading, kinds in _TOLD.items():
        told = "\n".join(dict.fromkeys(text for kind in kinds if (text := notice.text_of(kind))))
        paragraphs += [heading, told] if told else []
    body = "\n".join(paragraphs)
    return (Interpretation(kind=InterpretationKind.OFFICIAL, title=f"{title}的解读"[:300], body=body),)
