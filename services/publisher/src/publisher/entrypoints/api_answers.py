"""Domain objects as the API gives them."""

from publisher.domain.days import disclose_by
from publisher.domain.policies import Policy, Revision
from publisher.domain.receipts import Receipt
from publisher.domain.results import Announcement
from publisher.domain.states import RevisionState
from publisher.entrypoints.api_models import (
    AnnouncementOut,
    PolicyLine,
    PolicyOut,
    ReceiptOut,
    ReviewOut,
    RevisionOut,
    WithdrawalOut,
)
from publisher.handlers.allowed import actions_for
from shared.clock import Clock
from shared.identity import Principal


def policy_out(policy: Policy, principal: Principal, clock: Clock, trace_id: str | None = None) -> PolicyOut:
    """A policy with what this person may do to it now."""
    gone = policy.withdrawal
    return PolicyOut(
        policy_id=policy.id,
        department=policy.department,
        state=state_of(policy),
        title=policy.shown.content.title,
        last_revision=policy.last_revision,
        draft=revision_out(policy.open) if policy.open else None,
        live=revision_out(policy.live) if policy.live else None,
        withdrawal=WithdrawalOut(
            revision=gone.revision,
            kind=gone.kind,
            reason=gone.reason,
            successor=gone.successor,
            withdrawn_at=gone.withdrawn_at,
        )
        if gone
        else None,
        actions=sorted(actions_for(policy, principal)),
        unmet=list(policy.open.unmet(clock.today())) if policy.open else [],
        disclose_by=disclose_by(policy),
        trace_id=trace_id,
    )


def state_of(policy: Policy) -> RevisionState:
    """The state of the revision that stands for the policy."""
    return policy.shown.state


def revision_out(revision: Revision) -> RevisionOut:
    """A revision with the reviews of its present submission."""
    return RevisionOut(
        number=revision.number,
        state=revision.state,
        version=revision.version,
        disclosure=revision.decision.disclosure,
        legal_reason=revision.decision.legal_reason or "",
        legal_note=revision.decision.note,
        urgent_reason=revision.urgency.reason if revision.urgency else None,
        review_due=revision.urgency.review_due if revision.urgency else None,
        channels=revision.channels,
        content=revision.content,
        content_hash=revision.content_hash,
        reviews=[
            ReviewOut(
                step=review.step,
                decision=review.decision,
                reviewer=review.reviewer_name,
                remarks=review.remarks,
                reviewed_at=review.reviewed_at,
                proofread=review.proofread,
            )
            for review in revision.present_reviews
        ],
        updated_at=revision.updated_at,
        published_at=revision.published_at,
        trace_id=revision.traceparent.split("-")[1] if revision.traceparent else None,
        scheduled_for=revision.schedule.at if revision.schedule else None,
        missed_because=revision.schedule.missed if revision.schedule else "",
    )


def policy_line(policy: Policy) -> PolicyLine:
    """A policy in a list."""
    return PolicyLine(
        policy_id=policy.id,
        department=policy.department,
        state=state_of(policy),
        title=policy.shown.content.title,
        document_number=policy.shown.content.document_number,
        last_revision=policy.last_revision,
        changed_at=policy.changed_at,
        disclose_by=disclose_by(policy),
        expires_on=policy.live.content.expires_on if policy.live else None,
    )


def announcement_out(announcement: Announcement) -> AnnouncementOut:
    """A result announcement."""
    return AnnouncementOut(
        announcement_id=announcement.id,
        policy_id=announcement.policy_id,
        revision=announcement.revision,
        state=announcement.state,
        title=announcement.title,
        entries=announcement.entries,
        first_day=announcement.first_day,
        last_day=announcement.last_day,
        contact=announcement.contact,
    )


def receipt_out(policy: Policy, receipt: Receipt) -> ReceiptOut:
    """What became of a policy."""
    return ReceiptOut(
        policy_id=policy.id,
        title=policy.shown.content.title,
        funnel=receipt.funnel,
        messages=receipt.messages,
        revisions=list(receipt.revisions),
        failures=list(receipt.failures),
        moments=list(receipt.moments),
        unclaimed=receipt.unclaimed,
        revision=receipt.revision,
    )
