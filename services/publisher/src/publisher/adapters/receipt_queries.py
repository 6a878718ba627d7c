"""The counts of which a receipt is made, and the merge that makes its projection indifferent to order."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.dialects.postgresql.dml import Insert
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import Select

from publisher.adapters.receipt_tables import ReceiptChannelRow, ReceiptMatchRow, ReceiptMessageRow
from publisher.adapters.tables import ApplicationRow, ApplicationStepRow
from publisher.handlers.receipt_ports import Span
from shared.events import ApplicationState, EndpointKind

# The notifier's word for the message that tells of a new match.
NEW_MATCH: Final = "new_match"
_GRANTED: Final = (ApplicationState.APPROVED.value, ApplicationState.DISBURSED.value)
_Message = ReceiptMessageRow


def merged(statement: Insert) -> Insert:
    """Earliest delivery and opening, latest failure with its reason, most attempts."""
    new = statement.excluded
    later = and_(
        new.failed_at.is_not(None),
        func.coalesce(new.failed_at >= _Message.failed_at, true()),
    )
    return statement.on_conflict_do_update(
        index_elements=["message_id", "endpoint"],
        set_={
            "delivered_at": func.least(_Message.delivered_at, new.delivered_at),
            "opened_at": func.least(_Message.opened_at, new.opened_at),
            "failed_at": func.greatest(_Message.failed_at, new.failed_at),
            "reason": case((later, new.reason), else_=_Message.reason),
            "attempts": func.greatest(_Message.attempts, new.attempts),
        },
    )


def is_failed() -> ColumnElement[bool]:
    """A failure that no later delivery made good."""
    return and_(_Message.failed_at.is_not(None), _Message.delivered_at.is_(None))


def outcomes() -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    """Messages delivered, failed for good, and opened."""
    return (
        func.count(_Message.delivered_at),
        func.count().filter(is_failed()),
        func.count(_Message.opened_at),
    )


def told_count() -> ColumnElement[int]:
    """Enterprises that have the message of a new match in their inbox."""
    is_told = and_(
        _Message.kind == NEW_MATCH,
        _Message.endpoint == EndpointKind.INBOX.value,
        _Message.delivered_at.is_not(None),
    )
    return func.count(_Message.credit_code.distinct()).filter(is_told)


def of_revision(column: InstrumentedAttribute[Any], revision: int | None) -> list[ColumnElement[bool]]:
    """What narrows a count to one revision; nothing where all are asked for."""
    return [] if revision is None else [column == revision]


def told(policy_id: UUID, revision: int | None = None) -> Select[int, int]:
    """Enterprises told of the policy, and enterprises that opened a message about it."""
    opened = func.count(_Message.credit_code.distinct()).filter(_Message.opened_at.is_not(None))
    narrowed = of_revision(_Message.policy_revision, revision)
    return select(told_count(), opened).where(_Message.policy_id == policy_id, *narrowed)


def has_opened() -> ColumnElement[bool]:
    """Whether the enterprise of a match opened any message about the policy."""
    mine = and_(
        _Message.policy_id == ReceiptMatchRow.policy_id, _Message.credit_code == ReceiptMatchRow.credit_code
    )
    return select(_Message.message_id).where(mine, _Message.opened_at.is_not(None)).exists()


def has_filed() -> ColumnElement[bool]:
    """Whether the enterprise of a match filed under the policy."""
    mine = and_(
        ApplicationRow.policy_id == ReceiptMatchRow.policy_id,
        ApplicationRow.credit_code == ReceiptMatchRow.credit_code,
    )
    return select(ApplicationRow.id).where(mine, ApplicationRow.revision > 0).exists()


def first_moments(policy_id: UUID) -> Any:  # noqa: ANN401 (a select of six moments)
    """When a channel first showed it, and an enterprise was first told, opened, filed, passed, was paid."""
    mirrored = select(func.min(ReceiptChannelRow.mirrored_at)).where(
        ReceiptChannelRow.policy_id == policy_id, ReceiptChannelRow.content_hash.is_not(None)
    )
    heard = select(func.min(_Message.delivered_at)).where(
        _Message.policy_id == policy_id, _Message.kind == NEW_MATCH
    )
    opened = select(func.min(_Message.opened_at)).where(_Message.policy_id == policy_id)
    step = select(func.min(ApplicationStepRow.occurred_at)).join(
        ApplicationRow, ApplicationRow.id == ApplicationStepRow.application_id
    )
    step = step.where(ApplicationRow.policy_id == policy_id)
    reached = [step.where(ApplicationStepRow.state == state) for state in _GRANTED]
    moments = (mirrored, heard, opened, step, *reached)
    return select(*(each.scalar_subquery() for each in moments))


def filed(policy_id: UUID, span: Span | None = None) -> Select[int, int, int]:
    """Enterprises that filed, were approved, and were paid; with a span, those that first filed in it."""
    enterprises = func.count(ApplicationRow.credit_code.distinct())
    statement = select(
        enterprises,
        enterprises.filter(ApplicationRow.state.in_(_GRANTED)),
        enterprises.filter(ApplicationRow.state == ApplicationState.DISBURSED.value),
    ).where(ApplicationRow.policy_id == policy_id, ApplicationRow.revision > 0)
    if span is None:
        return statement
    since, until = span
    first = (
        select(ApplicationStepRow.occurred_at)
        .where(ApplicationStepRow.application_id == ApplicationRow.id, ApplicationStepRow.revision == 1)
        .correlate(ApplicationRow)
        .scalar_subquery()
    )
    statement = statement.where(first >= since)
    return statement if until is None else statement.where(first < until)
