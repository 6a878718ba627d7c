"""A document's head, signature and body."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from publisher.domain import document_numbers
from publisher.domain.drafts import DraftContent
from publisher.domain.extraction import issuers
from publisher.domain.extraction.dates import day_alone
from publisher.domain.extraction.lines import clean, unwrap
from shared.events import Department, PolicyKind
from shared.vocabulary import GENRES

_HEAD_LINES: Final = 40
_NOT_TITLE: Final = re.compile(
    r"^(索引号|发文字号|文号|主题分类|公开属性|成文日期|发布日期|发文机关|体裁|签发人|密级|紧急程度)|文件$"
)
_TITLE_ENDS: Final = re.compile(
    rf"(?:{'|'.join(GENRES)}|要点|规划|纲要|措施|指南|函|报告|通报|细则)(?:[（(][^）)]*[）)])?$"
)
_ADDRESSEE: Final = re.compile(r"[:：]$")
_BENEFIT_WORDS: Final = ("申报", "补贴", "奖励", "资助", "贴息", "扶持", "减免")


@dataclass(frozen=True)
class Extracted:
    """What the rules found, for a person to confirm; what they did not find is missing, never guessed."""

    title: str
    document_number: str
    issuer: Department | None
    joint_issuers: tuple[Department, ...]
    written_on: date | None
    body: str

    def as_draft(self) -> DraftContent:
        """A draft that says what was found."""
        genre = next((g for g in GENRES if re.search(rf"{g}(?:[（(][^）)]*[）)])?$", self.title)), "")
        benefit = any(word in self.title for word in _BENEFIT_WORDS)
        return DraftContent(
            kind=PolicyKind.BENEFIT if benefit else PolicyKind.DOCUMENT,
            title=self.title,
            issuer=self.issuer,
            joint_issuers=self.joint_issuers,
            document_number=self.document_number,
            written_on=self.written_on,
            genre=genre,
            summary=_summary(self.body),
            body=self.body,
        )


def extract(text: str, *, paged: bool = False) -> Extracted:
    """Read a document's text. `paged` says that its lines were broken by a page's width, as in a PDF."""
    lines = [line for line in (unwrap(clean(text)) if paged else clean(text)) if line]
    number_at, number = _number(lines)
    first, last = _title(lines, number_at)
    signed_at, written_on = _signed(lines, last)
    signatories = issuers.in_signature(lines[last:signed_at]) if signed_at is not None else []
    named = signatories or issuers.in_letterhead(lines[: max(last, 0)])
    skip = {number_at, *range(first, last)}
    start = min((at for at in (first, number_at) if at is not None), default=0)
    body = [line for at, line in enumerate(lines) if at >= start and at not in skip]
    return Extracted(
        title="".join(lines[first:last]),
        document_number=number,
        issuer=named[0] if named else None,
        joint_issuers=tuple(named[1:]),
        written_on=written_on,
        body="\n".join(body),
    )


def _number(lines: list[str]) -> tuple[int | None, str]:
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if number := document_numbers.find(line):
            return at, number
    return None, ""


def _title(lines: list[str], number_at: int | None) -> tuple[int, int]:
    """Where the title stands: the lines up to the one that ends it, back to the one that begins it."""
    end = next(
        (
            at
            for at, line in enumerate(lines[:_HEAD_LINES])
            if _TITLE_ENDS.search(line) and not _NOT_TITLE.search(line)
        ),
        None,
    )
    if end is None:
        return 0, 0
    first = end
    while first > 0 and first - 1 != number_at and _continues_up(lines[first - 1]):
        first -= 1
    return first, end + 1


def _continues_up(above: str) -> bool:
    return len(above) <= 60 and not _NOT_TITLE.search(above) and not re.search(r"[。；：:]$", above)


def _signed(lines: list[str], after: int) -> tuple[int | None, date | None]:
    """The first date that stands alone under the title's text, which the signature stands above."""
    dated = [(at, day) for at, line in enumerate(lines) if at >= after and (day := day_alone(line))]
    signed = [(at, day) for at, day in dated if issuers.in_signature(lines[after:at])]
    return next(iter(signed or dated), (None, None))


def _summary(body: str) -> str:
    for line in body.split("\n"):
        if len(line) >= 20 and not _ADDRESSEE.search(line):
            return line[:200]
    return ""
