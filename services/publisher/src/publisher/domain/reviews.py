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
PROOF_LABELS: Final = {ReviewStep.FIRST: "一校", ReviewStep.SECOND: "二校", ReviewStep.FINAL: "三校"}
DECISION_LABELS: Final = {Decision.APPROVE: "通过", Decision.RETURN: "退回"}


@dataclass(frozen=True)
class Voiding:
    """Why an approval no longer counts: who changed what, and when. `fields` are labels for people."""

    at: datetime
    by: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """One review on the record. `cycle` counts submissions; an approval stands until a change touches it."""

    step: ReviewStep
    decision: Decision
    reviewer: str
    reviewer_name: str
    remarks: str
    reviewed_at: datetime
    cycle: int
    proofread: bool = False
    voided: Voiding | None = None

    @property
    def stands(self) -> bool:
        """Whether it is an approval that counts."""
        return self.decision is Decision.APPROVE and self.voided is None


def next_step(reviews: Sequence[Review]) -> ReviewStep | None:
    """The first step that no standing approval covers; None when all have approved."""
    approved = {review.step for review in reviews if review.stands}
    return next((step for step in ReviewStep if step not in approved), None)


def check_reviewer(
    reviewer: str, step: ReviewStep, reviews: Sequence[Review], authors: Collection[str]
) -> None:
    """Refuse a reviewer who wrote the draft, approved another step, or jumps the order."""
    expected = next_step(reviews)
    if expected is None:
        raise Conflict("三次审核都已通过，不需要再审。")
    if step is not expected:
        raise Conflict(f"现在应进行{STEP_LABELS[expected]}，不能先做{STEP_LABELS[step]}。")
    refusal = unfit(reviewer, reviews, authors)
    if refusal:
        raise NotPermitted(refusal)


def unfit(reviewer: str, reviews: Sequence[Review], authors: Collection[str]) -> str:
    """Why this person may not take the next step; empty where they may."""
    if reviewer in authors:
        return "起草或修改过这份草稿的人不能审核它，请由其他同事审核。"
    if any(review.reviewer == reviewer and review.stands for review in reviews):
        return "同一个人不能审核同一份草稿的两个环节，请由其他同事审核。"
    return ""


def complete(reviews: Sequence[Review], authors: Collection[str]) -> bool:
    """Whether all three steps were approved by three people, none of them an author."""
    approvals = [review for review in reviews if review.stands]
    people = {review.reviewer for review in approvals}
    return (
        {review.step for review in approvals} == set(ReviewStep)
        and len(people) == len(ReviewStep)
        and people.isdisjoint(authors)
    )
