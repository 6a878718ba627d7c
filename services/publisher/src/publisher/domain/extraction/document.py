"""A document's head, signature and body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from publisher.domain import document_numbers
from publisher.domain.drafts import DraftContent
from publisher.domain.extraction import issuers
from publisher.domain.extraction.closing import without_closing
from publisher.domain.extraction.dates import day_alone
from publisher.domain.extraction.explaining import first_explanation
from publisher.domain.extraction.headings import SectionKind
from publisher.domain.extraction.lines import clean, unwrap
from publisher.domain.extraction.notice import Notice, read_notice
from publisher.domain.extraction.plain import marks
from publisher.domain.extraction.themes import keywords_of, theme_of
from publisher.domain.extraction.windows import effect_in, stated_days
from shared.events import Department, PolicyKind
from shared.vocabulary import GENRES

_HEAD_LINES: Final = 40
_LONGEST_NOTICE: Final = 60_000
_LONGEST_LINE: Final = 2_000
_NOT_TITLE: Final = re.compile(
    r"^(索引号|发文字号|文号|主题分类|公开属性|成文日期|发布日期|发文机关|体裁|签发人|密级|紧急程度)|文件$"
)
_TITLE_ENDS: Final = re.compile(
    rf"(?:{'|'.join(GENRES)}|要点|规划|纲要|措施|指南|函|报告|通报|细则)(?:[（(][^）)]*[）)])?$"
)
_ADDRESSEE: Final = re.compile(r"[:：]$")
_SCOPE: Final = re.compile(
    r"^本(?:办法|通知|政策|细则|措施|意见|规定|项目)?适用于|^申[请报](?:主体|单位|企业|对象)(?:应当?|须)?(?:为|是)"
)
_NUMBERED: Final = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十\d]{1,3}条)"
)
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
    notice: Notice = field(default_factory=Notice)
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None

    @property
    def genre(self) -> str:
        """The genre that the title ends with."""
        return next((g for g in GENRES if re.search(rf"{g}(?:[（(][^）)]*[）)])?$", self.title)), "")

    @property
    def theme(self) -> str:
        """A guess."""
        return theme_of(self.title, self.body, self.issuer.code if self.issuer else "")

    @property
    def kind(self) -> PolicyKind:
        """A benefit policy where the title speaks of one, or who may file for what was found."""
        named = any(word in self.title for word in _BENEFIT_WORDS)
        found = self.notice.proposal is not None and self.notice.kind is not None
        return PolicyKind.BENEFIT if named or found else PolicyKind.DOCUMENT

    def as_draft(self) -> DraftContent:
        """A draft that says what was found."""
        benefit = self.notice.benefit() if self.kind is PolicyKind.BENEFIT else None
        proposal = self.notice.proposal if benefit else None
        return DraftContent(
            kind=self.kind,
            title=self.title,
            issuer=self.issuer,
            joint_issuers=self.joint_issuers,
            document_number=self.document_number,
            written_on=self.written_on,
            genre=self.genre,
            theme=self.theme,
            keywords=keywords_of(self.title, self.body),
            published_on=self.published_on,
            effective_on=self.effective_on,
            expires_on=self.expires_on,
            summary=self.summary,
            body=self.body,
            benefit=benefit,
            criteria=proposal.tree if proposal else None,
            interpretations=first_explanation(self.title, self.notice) if proposal else (),
        )

    @property
    def summary(self) -> str:
        """For whom and what, where the notice has sections that say so; else its first paragraph."""
        who = _SCOPE.sub("", self.notice.text_of(SectionKind.OBJECT)).rstrip("。")
        what = self.notice.text_of(SectionKind.STANDARD).replace("\n", "")
        if who and not re.search("[\n。；]", who) and what and len(who) + len(what) <= 190:
            return f"面向{who}：{what}"
        return what if 20 <= len(what) <= 190 else _summary(self.body)


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
    title = "".join(lines[first:last])
    stated = dict(stated_days([marks(line) for line in lines[:_HEAD_LINES]]))
    published = next((day for what, day in stated.items() if what[:2] in {"发布", "公布", "印发"}), None)
    effective, expires = effect_in(marks("".join(body)), published or written_on)
    return Extracted(
        title=title,
        document_number=number,
        issuer=named[0] if named else None,
        joint_issuers=tuple(named[1:]),
        written_on=written_on,
        body="\n".join(body),
        notice=read_body(title, "\n".join(body), named[0] if named else None, written_on),
        published_on=published,
        effective_on=_stated(stated, "施行", "实施", "生效") or effective,
        expires_on=_stated(stated, "失效", "废止", "有效") or expires,
    )


def read_body(title: str, body: str, issuer: Department | None, written_on: date | None) -> Notice:
    """What a document's body says about a benefit; of a book nothing, for it is no notice."""
    if len(body) > _LONGEST_NOTICE:
        return Notice()
    lines = [part for line in _without_signature(body.split("\n")) for part in _pieces(line)]
    return read_notice(title, lines, issuer.name if issuer else "", written_on)


def _pieces(line: str) -> list[str]:
    """A paragraph, or the pieces of one that is longer than any is."""
    return [line[at : at + _LONGEST_LINE] for at in range(0, len(line), _LONGEST_LINE)]


def _without_signature(body: list[str]) -> list[str]:
    """The body up to its closing and its signature; an annex after that is part of the notice again."""
    dated = next((at for at in range(len(body) - 1, -1, -1) if day_alone(body[at])), None)
    if dated is None:
        return list(without_closing(body))
    first = dated
    while first > 0 and issuers.in_signature([body[first - 1]]):
        first -= 1
    return [*without_closing(body[:first]), *body[dated + 1 :]]


def _stated(stated: Mapping[str, date], *words: str) -> date | None:
    return next((day for what, day in stated.items() if what.startswith(words)), None)


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
        if len(line) >= 20 and not _ADDRESSEE.search(line) and not _NUMBERED.match(line):
            return line[:200]
    return ""
