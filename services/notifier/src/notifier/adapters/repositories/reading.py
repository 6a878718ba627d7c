"""Rows into messages: the columns and the join that inbox and deliveries share."""

from typing import Any

from sqlalchemy import FromClause, Row, and_, join

from notifier.adapters.tables import MessageRow, PolicyRevisionRow
from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.policy import Withdrawal
from notifier.domain.read import StoredMessage
from shared.events import PolicyBrief

MESSAGE_COLUMNS = (
    MessageRow.id.label("message_id"),
    MessageRow.credit_code,
    MessageRow.policy_id,
    MessageRow.policy_revision,
    MessageRow.kind,
    MessageRow.occasion,
    MessageRow.days_before,
    MessageRow.details,
    MessageRow.pushed,
    MessageRow.created_at,
    PolicyRevisionRow.brief,
    PolicyRevisionRow.withdrawal,
)


def with_revision(left: Any) -> FromClause:  # noqa: ANN401 (a table or a join of tables)
    """Join the revision that a message is about, where it is known."""
    return join(
        left,
        PolicyRevisionRow,
        and_(
            PolicyRevisionRow.policy_id == MessageRow.policy_id,
            PolicyRevisionRow.revision == MessageRow.policy_revision,
        ),
        isouter=True,
    )


def stored_message(row: Row[*tuple[Any, ...]], opened_at: Any = None) -> StoredMessage:  # noqa: ANN401 (a nullable column)
    """Return the message that a row of `MESSAGE_COLUMNS` holds."""
    message = Message(
        credit_code=row.credit_code,
        policy_id=row.policy_id,
        policy_revision=row.policy_revision,
        kind=MessageKind(row.kind),
        occasion=row.occasion,
        offset=row.days_before,
        details=row.details,
        pushed=row.pushed,
    )
    return StoredMessage(
        message=message,
        brief=PolicyBrief.model_validate(row.brief) if row.brief else None,
        withdrawal=Withdrawal.model_validate(row.withdrawal) if row.withdrawal else None,
        created_at=row.created_at,
        opened_at=opened_at,
    )
