"""The publication gate (invariant 5): everything that still stands between a draft and the public."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final

from publisher.domain import document_numbers
from publisher.domain.disclosure import Disclosure
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from publisher.domain.reviews import STEP_LABELS, Review, complete, next_step
from shared.events import Benefit, BenefitKind, PolicyKind
from shared.vocabulary import CHANNELS, GENRES, THEMES

# What an interpretation has to speak of, and the words by which a reader finds it there.
_MUST_STATE: Final = {
    "申报条件": ("条件", "对象", "资格", "哪些企业", "谁可以"),
    "评审标准": ("评审", "评分", "评定", "评选", "审核标准", "审核要点", "认定标准"),
    "申报材料": ("材料", "资料", "清单"),
}
_ALWAYS_FILED_FOR: Final = frozenset({BenefitKind.GRANT, BenefitKind.LOAN_SUBSIDY, BenefitKind.RECOGNITION})


def unmet_conditions(
    content: DraftContent,
    *,
    disclosure: Disclosure,
    channels: Sequence[str],
    reviews: Sequence[Review] | None,
    authors: Collection[str],
    today: date,
) -> tuple[str, ...]:
    """Return every condition that is not met, a Chinese sentence each; nothing when the gate is open.

    `reviews` are those on the record, None where an emergency lets them follow; `authors` everyone who
    wrote or changed the draft.
    """
    return (
        *_disclosed(disclosure),
        *unmet_in_content(content, channels=channels, today=today),
        *(_reviewed(reviews, authors) if reviews is not None else ()),
    )


def unmet_in_content(content: DraftContent, *, channels: Sequence[str], today: date) -> tuple[str, ...]:
    """The part of the gate that an editor can see to before the review."""
    return (
        *_missing_metadata(content),
        *_wrong_metadata(content, today),
        *_channels(content, channels),
        *_benefit(content),
    )


def filed_for(content: DraftContent) -> bool:
    """Whether enterprises file for what the policy gives.

    Money and recognition are always filed for; a tax or service benefit that asks for nothing is enjoyed
    without filing (免申即享).
    """
    benefit = content.benefit
    if content.kind is not PolicyKind.BENEFIT or benefit is None:
        return False
    asks = bool(benefit.windows or benefit.rolling or benefit.materials or benefit.service_item)
    return asks or benefit.kind in _ALWAYS_FILED_FOR


def undecided(disclosure: Disclosure) -> tuple[str, ...]:
    """The first condition of all: somebody has decided who may read the document."""
    return ("还没有决定公开属性。",) if disclosure is Disclosure.UNDECIDED else ()


def _disclosed(disclosure: Disclosure) -> Iterator[str]:
    if disclosure is Disclosure.UNDECIDED:
        yield from undecided(disclosure)
    elif disclosure is not Disclosure.ACTIVE:
        yield "公开属性不是主动公开，不能发布。"


def _reviewed(reviews: Sequence[Review], authors: Collection[str]) -> Iterator[str]:
    if complete(reviews, authors):
        return
    step = next_step(reviews)
    if step is None:
        yield "三次审核须由三位不同的、没有参与起草的人完成。"
    else:
        yield f"审核没有完成，还差{STEP_LABELS[step]}。"


def _missing_metadata(content: DraftContent) -> Iterator[str]:
    required = {
        "标题": content.title,
        "发文机关": content.issuer and content.issuer.name,
        "发文字号": content.document_number,
        "主题分类": content.theme,
        "体裁": content.genre,
        "内容概述": content.summary,
        "正文": content.body,
    }
    for label, value in required.items():
        if not (value and value.strip()):
            yield f"缺少{label}。"
    if content.written_on is None:
        yield "缺少成文日期。"


def _wrong_metadata(content: DraftContent, today: date) -> Iterator[str]:
    if content.document_number.strip():
        try:
            document_numbers.normalise(content.document_number)
        except Invalid as refusal:
            yield str(refusal)
    if content.theme and content.theme not in THEMES:
        yield "主题分类不在主题目录中。"
    if content.genre and content.genre not in GENRES:
        yield "体裁不在体裁目录中。"
    if content.written_on and content.written_on > today:
        yield "成文日期不能晚于今天。"
    if content.published_on and content.published_on > today:
        yield "发布日期不能晚于今天。"
    if content.expires_on and content.expires_on < today:
        yield "有效期已过，发布后会立即失效，请修改有效期。"
    if content.effective_on and content.expires_on and content.expires_on < content.effective_on:
        yield "有效期不能在施行日期之前结束。"


def _channels(content: DraftContent, channels: Sequence[str]) -> Iterator[str]:
    if "government" not in channels:
        yield "主动公开的文件必须发布到政务频道。"
    for channel in channels:
        if channel not in CHANNELS:
            yield f"没有名为“{channel}”的频道。"
    if "business" in channels and content.kind is not PolicyKind.BENEFIT:
        yield "营商频道只发布惠企政策。"


def _benefit(content: DraftContent) -> Iterator[str]:
    if content.kind is not PolicyKind.BENEFIT:
        return
    if content.benefit is None or not content.benefit.amount_text.strip():
        yield "惠企政策要写明给企业什么、给多少（支持标准）。"
    if content.benefit is not None and content.benefit.universal and content.benefit.consultation is None:
        yield "普惠性政策要登记征求意见的情况：听取了多少条意见，其中多少条来自中小企业。"
    if filed_for(content) and content.benefit is not None:
        yield from _filing(content, content.benefit)


def _filing(content: DraftContent, benefit: Benefit) -> Iterator[str]:
    if content.criteria is None:
        yield "需要企业申报的政策要有申报条件。"
    if not benefit.windows and not benefit.rolling:
        yield "需要企业申报的政策要有申报期，全年受理的要注明全年受理。"
    if benefit.windows and benefit.rolling:
        yield "既写了申报期又注明全年受理，请保留一种。"
    if not benefit.materials:
        yield "需要企业申报的政策要列明申报材料。"
    if not benefit.review_criteria.strip():
        yield "需要企业申报的政策要写明评审标准。"
    item = benefit.service_item
    if item is None or not (item.code.strip() and item.name.strip() and item.url.strip()):
        yield "需要企业申报的政策要有一网通办的办事事项（名称、编码和网址）。"
    yield from _interpretation(content)


def _interpretation(content: DraftContent) -> Iterator[str]:
    if not content.interpretations:
        yield "需要企业申报的政策要与政策解读同步发布，现在没有政策解读。"
        return
    told = "".join(
        part
        for each in content.interpretations
        for part in (each.body, *(q.question + q.answer for q in each.questions))
    )
    for subject, words in _MUST_STATE.items():
        if not any(word in told for word in words):
            yield f"政策解读没有说明{subject}。"
