"""Rows to domain objects and back."""

from collections.abc import Iterable
from typing import Any

from publisher.adapters.tables import PolicyRow, ReviewRow, RevisionRow
from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.policies import Policy, Revision, Withdrawal
from publisher.domain.reviews import Decision, Review, ReviewStep, Voiding
from publisher.domain.schedules import Schedule
from publisher.domain.states import OPEN_STATES, RevisionState
from publisher.domain.urgency import Urgency
from shared.events import Department, PolicyReference, WithdrawalKind


def revision_of(row: RevisionRow, reviews: Iterable[ReviewRow]) -> Revision:
    """A revision with its reviews, oldest first."""
    return Revision(
        id=row.id,
        policy_id=row.policy_id,
        content=DraftContent.model_validate(row.content),
        decision=DisclosureDecision.of(Disclosure(row.disclosure), row.legal_reason, row.legal_note),
        channels=tuple(row.channels),
        authors=tuple(row.authors),
        updated_at=row.updated_at,
        state=RevisionState(row.state),
        version=row.version,
        number=row.number,
        cycle=row.cycle,
        reviews=[_review(each) for each in reviews],
        content_hash=row.content_hash,
        published_at=row.published_at,
        traceparent=row.traceparent,
        schedule=_schedule(row),
        urgency=_urgency(row),
    )


def _urgency(row: RevisionRow) -> Urgency | None:
    if row.urgent_reason is None or row.review_due is None:
        return None
    return Urgency(row.urgent_reason, row.urgent_by or "", row.review_due)


def _schedule(row: RevisionRow) -> Schedule | None:
    if row.scheduled_for is None:
        return None
    return Schedule(
        row.scheduled_for, row.scheduled_by or "", row.scheduled_by_name or "", row.missed_because or ""
    )


def revision_values(revision: Revision) -> dict[str, Any]:
    """The columns of a revision."""
    schedule, urgency = revision.schedule, revision.urgency
    return {
        "id": revision.id,
        "policy_id": revision.policy_id,
        "number": revision.number,
        "state": revision.state.value,
        "version": revision.version,
        "cycle": revision.cycle,
        "content": revision.content.model_dump(mode="json"),
        "content_hash": revision.content_hash,
        "disclosure": revision.decision.disclosure.value,
        "legal_reason": revision.decision.legal_reason or "",
        "legal_note": revision.decision.note,
        "channels": list(revision.channels),
        "authors": list(revision.authors),
        "updated_at": revision.updated_at,
        "published_at": revision.published_at,
        "traceparent": revision.traceparent,
        "urgent_reason": urgency.reason if urgency else None,
        "urgent_by": urgency.by if urgency else None,
        "review_due": urgency.review_due if urgency else None,
        "scheduled_for": schedule.at if schedule else None,
        "scheduled_by": schedule.by if schedule else None,
        "scheduled_by_name": schedule.by_name if schedule else None,
        "missed_because": (schedule.missed or None) if schedule else None,
    }


def review_values(revision: Revision, review: Review) -> dict[str, Any]:
    """The columns of a review."""
    return {
        "revision_id": revision.id,
        "cycle": review.cycle,
        "step": review.step.value,
        "decision": review.decision.value,
        "reviewer": review.reviewer,
        "reviewer_name": review.reviewer_name,
        "remarks": review.remarks,
        "reviewed_at": review.reviewed_at,
        "proofread": review.proofread,
    }


def voiding_values(voiding: Voiding) -> dict[str, Any]:
    """The columns that an approval gets when it no longer stands."""
    return {"voided_at": voiding.at, "voided_by": voiding.by, "voided_for": list(voiding.fields)}


def _review(row: ReviewRow) -> Review:
    return Review(
        step=ReviewStep(row.step),
        decision=Decision(row.decision),
        reviewer=row.reviewer,
        reviewer_name=row.reviewer_name,
        remarks=row.remarks,
        reviewed_at=row.reviewed_at,
        cycle=row.cycle,
        proofread=row.proofread,
        voided=Voiding(row.voided_at, row.voided_by or "", tuple(row.voided_for or ()))
        if row.voided_at
        else None,
    )


def policy_of(row: PolicyRow, revisions: Iterable[Revision]) -> Policy:
    """A policy with its open, live and (where it was withdrawn) last published revision."""
    policy = Policy(
        id=row.id,
        department=Department(code=row.department, name=row.department_name),
        created_at=row.created_at,
        last_revision=row.last_revision,
        withdrawal=_withdrawal(row),
    )
    for revision in revisions:
        if revision.state in OPEN_STATES:
            policy.open = revision
        elif revision.state is RevisionState.LIVE:
            policy.live = revision
        elif revision.state is RevisionState.WITHDRAWN and revision.number is not None:
            policy.ended = revision
    return policy


def policy_values(policy: Policy) -> dict[str, Any]:
    """The columns of a policy."""
    withdrawal = policy.withdrawal
    successor = withdrawal.successor if withdrawal else None
    return {
        "id": policy.id,
        "department": policy.department.code,
        "department_name": policy.department.name,
        "created_at": policy.created_at,
        "changed_at": policy.changed_at,
        "last_revision": policy.last_revision,
        "withdrawn_revision": withdrawal.revision if withdrawal else None,
        "withdrawal_kind": withdrawal.kind.value if withdrawal else None,
        "withdrawal_reason": withdrawal.reason if withdrawal else None,
        "successor": successor.model_dump(mode="json") if successor else None,
        "withdrawn_at": withdrawal.withdrawn_at if withdrawal else None,
    }


def _withdrawal(row: PolicyRow) -> Withdrawal | None:
    if row.withdrawn_revision is None or row.withdrawn_at is None or row.withdrawal_kind is None:
        return None
    return Withdrawal(
        revision=row.withdrawn_revision,
        kind=WithdrawalKind(row.withdrawal_kind),
        reason=row.withdrawal_reason or "",
        successor=PolicyReference.model_validate(row.successor) if row.successor else None,
        withdrawn_at=row.withdrawn_at,
    )
