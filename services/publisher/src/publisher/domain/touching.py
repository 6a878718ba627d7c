"""Which approvals a change touches: what a step has looked at, it has to look at again.

The first review answers for facts and wording, the second for form and law, the final for what is decided
and given. A field that is not in the table touches all three, so that a field added later is never missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from publisher.domain.disclosure import DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.reviews import ReviewStep

_WORDING: Final = frozenset({ReviewStep.FIRST})
_FORM: Final = frozenset({ReviewStep.FIRST, ReviewStep.SECOND})
_EVERYTHING: Final = frozenset(ReviewStep)

TOUCHES: Final = {
    "keywords": _WORDING,
    "benefit/contact": _WORDING,
    "index_number": _FORM,
    "published_on": _FORM,
    "written_on": _FORM,
    "theme": _FORM,
    "genre": _FORM,
    "benefit/procedure": _FORM,
}
_LABELS: Final = {
    "kind": "类型",
    "index_number": "索引号",
    "title": "标题",
    "issuer": "发文机关",
    "joint_issuers": "联合发文机关",
    "document_number": "发文字号",
    "written_on": "成文日期",
    "published_on": "发布日期",
    "effective_on": "施行日期",
    "expires_on": "有效期至",
    "theme": "主题分类",
    "genre": "体裁",
    "summary": "内容概述",
    "body": "正文",
    "keywords": "主题词",
    "attachments": "附件",
    "basis": "依据",
    "replaces": "替代的文件",
    "interpretations": "政策解读",
    "benefit": "惠企内容",
    "criteria": "申报条件",
    "english": "英文版",
    "disclosure": "公开属性",
    "channels": "发布频道",
    "benefit/kind": "优惠方式",
    "benefit/amount_text": "支持标准",
    "benefit/windows": "申报期",
    "benefit/materials": "申报材料",
    "benefit/procedure": "办理流程",
    "benefit/review_criteria": "评审标准",
    "benefit/service_item": "办事事项",
    "benefit/contact": "咨询方式",
}


@dataclass(frozen=True)
class Text:
    """Everything that reviewers approve."""

    content: DraftContent
    decision: DisclosureDecision
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Touched:
    """A changed field and the approvals that it costs."""

    label: str
    steps: frozenset[ReviewStep]


def touched(before: Text, after: Text) -> tuple[Touched, ...]:
    """Every changed field; nothing where the two say the same."""
    return tuple(
        Touched(_LABELS.get(name, "其他内容"), TOUCHES.get(name, _EVERYTHING))
        for name in _changed(before, after)
    )


def _changed(before: Text, after: Text) -> Iterator[str]:
    if before.decision != after.decision:
        yield "disclosure"
    if set(before.channels) != set(after.channels):
        yield "channels"
    for name in DraftContent.model_fields:
        old, new = getattr(before.content, name), getattr(after.content, name)
        if old == new:
            continue
        if name == "benefit" and old is not None and new is not None:
            parts = type(new).model_fields
            yield from (f"benefit/{part}" for part in parts if getattr(old, part) != getattr(new, part))
        else:
            yield name
