"""The three reviews (三审三校): in order, by different people, none of whom wrote the draft."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from publisher.domain.errors import Conflict, NotPermitted


class ReviewStep(StrEnum):
    """The reviews in their order."""

    FIRST = "first"
    SECOND = "second"
    FINAL = "final"


class Decision(StrEnum):
    """What a reviewer decides."""

    APPROVE = "approve"
    RETURN = "return"


STEP_LABELS: Final = {ReviewStep.FIRST: "初审", ReviewStep.SECOND: "复审", ReviewStep.FINAL: "终审"}
DECISION_LABELS: Final = {Decision.APPROVE: "通过", Decision.RETURN: "退回"}


@dataclass(frozen=True)
class Review:
    """One review on the record. `cycle` counts submissions; only the present cycle's reviews count."""

    step: ReviewStep
    decision: Decision
    reviewer: str
    reviewer_name: str
    remarks: str
    reviewed_at: datetime
    cycle: int


def next_step(reviews: Sequence[Review]) -> ReviewStep | None:
    """The step that comes next after these reviews of one cycle; None when all have approved."""
    approved = {review.step for review in reviews if review.decision is Decision.APPROVE}
    return next((step for step in ReviewStep if step not in approved), None)


def check_reviewer(
    reviewer: str, step: ReviewStep, reviews: Sequence[Review], authors: Collection[str]
) -> None:
    """Refuse a reviewer who wrote the draft, reviewed an earlier step, or jumps the order."""
    expected = next_step(reviews)
    if expected is None:
        raise Conflict("三次审核都已通过，不需要再审。")
    if step is not expected:
        raise Conflict(f"现在应进行{STEP_LABELS[expected]}，不能先做{STEP_LABELS[step]}。")
    if reviewer in authors:
        raise NotPermitted("起草或修改过这份草稿的人不能审核它，请由其他同事审核。")
    if any(review.reviewer == reviewer for review in reviews):
        raise NotPermitted("同一个人不能审核同一份草稿的两个环节，请由其他同事审核。")


def complete(reviews: Sequence[Review], authors: Collection[str]) -> bool:
    """Whether all three steps were approved by three people, none of them an author."""
    approvals = [review for review in reviews if review.decision is Decision.APPROVE]
    people = {review.reviewer for review in approvals}
    return (
        {review.step for review in approvals} == set(ReviewStep)
        and len(people) == len(ReviewStep)
        and people.isdisjoint(authors)
    )
