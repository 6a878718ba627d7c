"""What an enterprise's calendar is made of, in PostgreSQL."""

from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.situations import windows_of
from notifier.domain.calendar import Filing, Supplement
from shared.events import PolicyBrief

# Whatever changes a deadline is told, so the newest message is when the calendar changed.
_FILINGS: Final = text("""
SELECT standing.policy_id, policy.windows, policy.windows_revision, revision.brief,
    (
        SELECT max(filed_on) FROM application
        WHERE application.policy_id = standing.policy_id AND application.credit_code = standing.credit_code
    ) AS filed_on,
    (
        SELECT max(created_at) FROM message
        WHERE message.credit_code = standing.credit_code AND message.policy_id = standing.policy_id
          AND message.kind IN ('new_match', 'deadline_moved', 'progress')
    ) AS changed_at
FROM standing
JOIN policy ON policy.policy_id = standing.policy_id AND NOT policy.withdrawn
JOIN policy_revision AS revision
    ON revision.policy_id = policy.policy_id AND revision.revision = policy.revision
WHERE standing.credit_code = :code AND standing.verdict = 'eligible' AND policy.windows <> '[]'::jsonb
""")

_SUPPLEMENTS: Final = text("""
SELECT application.application_id, application.policy_id, application.due_on, application.revision,
    newest.title, newest.created_at AS changed_at
FROM application JOIN LATERAL (
    SELECT created_at, details ->> 'policy_title' AS title FROM message
    WHERE message.credit_code = application.credit_code AND message.kind = 'progress'
      AND message.details ->> 'application_id' = application.application_id
    ORDER BY created_at DESC LIMIT 1
) AS newest ON true
WHERE application.credit_code = :code AND application.state = 'supplement_required'
  AND application.due_on IS NOT NULL
""")


class SqlCalendars:
    """Implements `people_ports.Calendars`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def filings(self, credit_code: str) -> list[Filing]:
        rows = await self._session.execute(_FILINGS, {"code": credit_code})
        return [_filing(row) for row in rows if row.changed_at is not None]

    async def supplements(self, credit_code: str) -> list[Supplement]:
        rows = await self._session.execute(_SUPPLEMENTS, {"code": credit_code})
        return [
            Supplement(
                row.application_id,
                row.policy_id,
                row.title or "",
                row.due_on,
                row.revision,
                row.changed_at,
            )
            for row in rows
        ]


def _filing(row: Row[*tuple[Any, ...]]) -> Filing:
    brief = PolicyBrief.model_validate(row.brief)
    return Filing(
        policy_id=row.policy_id,
        title=brief.title,
        amount_text=brief.amount_text,
        service_item=brief.service_item,
        windows=windows_of(row.windows),
        windows_revision=row.windows_revision,
        filed_on=row.filed_on,
        changed_at=row.changed_at,
    )
