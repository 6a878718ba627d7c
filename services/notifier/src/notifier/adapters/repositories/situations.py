"""What is true of an enterprise under a policy at the moment something is sent."""

import json
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import FromClause, Row, Text, and_, case, cast, func, join, select

from notifier.adapters.tables import ApplicationRow, MessageRow, PolicyRow, StandingRow
from notifier.domain.kinds import MessageKind
from notifier.domain.truth import Situation
from shared.events import ApplicationState, Verdict, Window

_SUPPLEMENT_BY: Final = (
    select(ApplicationRow.due_on)
    .where(
        ApplicationRow.application_id == MessageRow.details["application_id"].astext,
        ApplicationRow.credit_code == MessageRow.credit_code,
        ApplicationRow.state == ApplicationState.SUPPLEMENT_REQUIRED.value,
    )
    .correlate(MessageRow)
    .scalar_subquery()
)
SITUATION_COLUMNS = (
    StandingRow.verdict,
    # As text, because the same few come with many messages and are read once.
    cast(PolicyRow.windows, Text).label("windows"),
    PolicyRow.withdrawn,
    select(func.max(ApplicationRow.filed_on))
    .where(
        ApplicationRow.policy_id == MessageRow.policy_id, ApplicationRow.credit_code == MessageRow.credit_code
    )
    .correlate(MessageRow)
    .scalar_subquery()
    .label("filed_on"),
    # Looked up for those few alone that it decides about.
    case((MessageRow.kind == MessageKind.SUPPLEMENT_DUE.value, _SUPPLEMENT_BY)).label("supplement_by"),
)


def with_situation(left: Any) -> FromClause:  # noqa: ANN401 (a join of tables)
    """Join standing and policy of each message."""
    standing = join(
        left,
        StandingRow,
        and_(
            StandingRow.policy_id == MessageRow.policy_id, StandingRow.credit_code == MessageRow.credit_code
        ),
        isouter=True,
    )
    return join(standing, PolicyRow, PolicyRow.policy_id == MessageRow.policy_id, isouter=True)


def windows_of(stored: list[Any] | None) -> tuple[Window, ...]:
    """Return windows from their column."""
    return tuple(Window.model_validate(window) for window in stored or ())


@lru_cache(maxsize=2048)
def _windows(stored: str) -> tuple[Window, ...]:
    return windows_of(json.loads(stored))


def situation(row: Row[Any]) -> Situation:
    """Return the situation that a row of `SITUATION_COLUMNS` holds."""
    return Situation(
        verdict=Verdict(row.verdict) if row.verdict else None,
        withdrawn=bool(row.withdrawn),
        filed_on=row.filed_on,
        windows=_windows(row.windows) if row.windows else (),
        supplement_by=row.supplement_by,
    )
