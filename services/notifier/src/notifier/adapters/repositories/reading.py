"""Rows into messages: the columns and the join that inbox and deliveries share."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Row, Select, Text, and_, cast, func, join, select

from notifier.adapters.tables import MessageRow, OpenedRow, PolicyRevisionRow
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
    # As text, because the same few come with many messages and are read once (`_brief`).
    cast(PolicyRevisionRow.brief, Text).label("brief"),
    PolicyRevisionRow.withdrawal,
)


@lru_cache(maxsize=2048)
def _brief(stored: str) -> PolicyBrief:
    return PolicyBrief.model_validate_json(stored)


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
        brief=_brief(row.brief) if row.brief else None,
        withdrawal=Withdrawal.model_validate(row.withdrawal) if row.withdrawal else None,
        created_at=row.created_at,
        opened_at=opened_at,
    )


def own_messages(credit_code: str) -> Select[*tuple[Any, ...]]:
    """Return the query of an enterprise's own messages: `MESSAGE_COLUMNS` and `opened_at`."""
    both = join(MessageRow, OpenedRow, OpenedRow.message_id == MessageRow.id, isouter=True)
    return (
        select(*MESSAGE_COLUMNS, OpenedRow.opened_at)
        .select_from(with_revision(both))
        .where(MessageRow.credit_code == credit_code)
    )


_MOST_WORDS: Final = 5


def mentions(search: str) -> list[ColumnElement[bool]]:
    """Return the conditions that a message's policy or list is called what was searched, word by word."""
    called = func.lower(
        func.concat_ws(
            " ",
            PolicyRevisionRow.brief["title"].astext,
            PolicyRevisionRow.brief["document_number"].astext,
            PolicyRevisionRow.brief["issuer"]["name"].astext,
            MessageRow.details["policy_title"].astext,
            MessageRow.details["title"].astext,
            MessageRow.details["application_id"].astext,
        )
    )
    return [func.strpos(called, word) > 0 for word in search.lower().split()[:_MOST_WORDS]]
