"""The counts of which a receipt is made, and the merge that makes its projection indifferent to order."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.dialects.postgresql.dml import Insert
from sqlalchemy.sql import Select

from publisher.adapters.receipt_tables import ReceiptMessageRow
from publisher.adapters.tables import ApplicationRow
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


def told(policy_id: UUID) -> Select[int, int]:
    """Enterprises told of the policy, and enterprises that opened a message about it."""
    opened = func.count(_Message.credit_code.distinct()).filter(_Message.opened_at.is_not(None))
    return select(told_count(), opened).where(_Message.policy_id == policy_id)


def filed(policy_id: UUID) -> Select[int, int, int]:
    """Enterprises that filed, were approved, and were paid."""
    enterprises = func.count(ApplicationRow.credit_code.distinct())
    return select(
        enterprises,
        enterprises.filter(ApplicationRow.state.in_(_GRANTED)),
        enterprises.filter(ApplicationRow.state == ApplicationState.DISBURSED.value),
    ).where(ApplicationRow.policy_id == policy_id, ApplicationRow.revision > 0)
