"""What a new revision changes, field by field, as a reviewer reads it."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from publisher.domain.benefit_text import benefit_text, criteria_text
from publisher.domain.drafts import DraftContent
from shared.events import Department, Interpretation, PolicyReference
from shared.vocabulary import INTERPRETATION_KINDS, THEMES


class LineKind(StrEnum):
    """Whether a line stayed, went, or came."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Line:
    """One line of a changed field."""

    kind: LineKind
    text: str


@dataclass(frozen=True)
class Change:
    """A field that changed, with its lines."""

    label: str
    lines: Sequence[Line]


_KINDS: Final = {"document": "一般文件", "benefit": "惠企政策"}


def changes(before: DraftContent, after: DraftContent) -> list[Change]:
    """The fields that differ, in the order of the document."""
    old, new = dict(as_text(before)), dict(as_text(after))
    return [
        Change(label, tuple(_lines(old.get(label, ""), new.get(label, ""))))
        for label in dict.fromkeys([*old, *new])
        if old.get(label, "") != new.get(label, "")
    ]


def as_text(content: DraftContent) -> Iterator[tuple[str, str]]:
    """Every field as its label and text."""
    yield "类型", _KINDS[content.kind]
    yield "标题", content.title
    yield "发文机关", _names([content.issuer] if content.issuer else [])
    yield "联合发文机关", _names(content.joint_issuers)
    yield "发文字号", content.document_number
    yield "成文日期", str(content.written_on or "")
    yield "施行日期", str(content.effective_on or "")
    yield "有效期至", str(content.expires_on or "")
    yield "主题分类", THEMES.get(content.theme, content.theme)
    yield "体裁", content.genre
    yield "内容概述", content.summary
    yield "主题词", "、".join(content.keywords)
    yield "正文", content.body
    yield "附件", "\n".join(f"{each.name}（{each.sha256[:12]}）" for each in content.attachments)
    yield "依据", _references(content.basis)
    yield "贯彻落实", _references(content.implements)
    yield "替代的文件", _references(content.replaces)
    yield "被替代", _references(content.replaced_by)
    if content.benefit is not None:
        yield from benefit_text(content.benefit)
    yield "申报条件", criteria_text(content.criteria) if content.criteria else ""
    for position, each in enumerate(content.interpretations, 1):
        yield f"政策解读 {position}", _interpretation(each)


def _interpretation(each: Interpretation) -> str:
    asked = [f"问：{q.question}\n答：{q.answer}" for q in each.questions]
    parts = [
        INTERPRETATION_KINDS[each.kind],
        each.title,
        each.body,
        *asked,
        each.video_url or "",
        _picture(each),
    ]
    return "\n".join(part for part in parts if part)


def _picture(each: Interpretation) -> str:
    return f"图片：{each.picture.alt}（{each.picture.sha256[:12]}）" if each.picture else ""


def _names(departments: Sequence[Department]) -> str:
    return "、".join(each.name for each in departments)


def _references(references: Sequence[PolicyReference]) -> str:
    return "\n".join(f"{each.document_number} {each.title}".strip() for each in references)


def _lines(before: str, after: str) -> Iterator[Line]:
    kinds = {" ": LineKind.SAME, "-": LineKind.GONE, "+": LineKind.NEW}
    for line in difflib.ndiff(before.split("\n"), after.split("\n")):
        if line[0] in kinds and line[2:]:
            yield Line(kinds[line[0]], line[2:])
