"""Associations and the enterprises that let them see, in PostgreSQL.

Every query that reads messages joins an agreement that holds, and looks at nothing older than it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.people import ASK_AGAIN_AFTER, Member, Membership, Reach, Unopened

_ASK: Final = text("""
INSERT INTO membership (association_code, credit_code, association_name, asked_at)
SELECT :association, code, :name, :now FROM unnest(CAST(:codes AS text[])) AS code
ON CONFLICT (association_code, credit_code) DO UPDATE
SET association_name = excluded.association_name, asked_at = excluded.asked_at, ended_at = NULL,
    agreed_at = NULL, agreed_by = NULL
WHERE membership.ended_at <= :long_ago
RETURNING credit_code
""")

_AGREE: Final = text("""
UPDATE membership SET agreed_at = :now, agreed_by = :subject
WHERE association_code = :association AND credit_code = :code AND agreed_at IS NULL AND ended_at IS NULL
RETURNING credit_code
""")

_END: Final = text("""
UPDATE membership SET ended_at = :now
WHERE association_code = :association AND credit_code = :code AND ended_at IS NULL
RETURNING credit_code
""")

# A name is shown to the association once the enterprise has agreed.
_LIST: Final = """
SELECT membership.*, coalesce((
    SELECT enterprise_name FROM standing
    WHERE standing.credit_code = membership.credit_code AND membership.agreed_at IS NOT NULL LIMIT 1
), '') AS enterprise_name
FROM membership WHERE
"""
_OF_ENTERPRISE: Final = text(_LIST + "membership.credit_code = :code ORDER BY asked_at DESC")
_OF_ASSOCIATION: Final = text(
    _LIST + "association_code = :code ORDER BY ended_at NULLS FIRST, agreed_at NULLS LAST, credit_code"
)

_AGREED: Final = """
    SELECT message.id, message.credit_code, message.policy_id, message.policy_revision, message.created_at,
        EXISTS (SELECT FROM opened WHERE opened.message_id = message.id) AS opened
    FROM membership JOIN message ON message.credit_code = membership.credit_code
        AND message.created_at >= membership.agreed_at
    WHERE membership.association_code = :association AND membership.agreed_at IS NOT NULL
        AND membership.ended_at IS NULL
        AND message.kind IN ('new_match', 'opening', 'deadline', 'followed')
"""

_REACH: Final = text(f"""
WITH told AS ({_AGREED})
SELECT policy_id, count(DISTINCT credit_code) AS told,
    count(DISTINCT credit_code) FILTER (WHERE opened) AS opened, max(created_at) AS last_told_at,
    (
        SELECT brief ->> 'title' FROM policy_revision
        WHERE policy_revision.policy_id = told.policy_id ORDER BY revision DESC LIMIT 1
    ) AS title
FROM told GROUP BY policy_id ORDER BY last_told_at DESC LIMIT :limit
""")  # noqa: S608 (fixed parts only)

_UNOPENED: Final = text(f"""
WITH told AS ({_AGREED} AND message.policy_id = :policy_id)
SELECT credit_code, max(created_at) AS told_at, coalesce((
    SELECT enterprise_name FROM standing WHERE standing.credit_code = told.credit_code LIMIT 1
), '') AS enterprise_name
FROM told GROUP BY credit_code HAVING NOT bool_or(opened) ORDER BY told_at, credit_code
""")  # noqa: S608 (fixed parts only)


class SqlAssociations:
    """Implements `people_ports.Associations`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ask(self, association: Member, credit_codes: Sequence[str], now: datetime) -> set[str]:
        given = {"association": association.credit_code, "name": association.name, "now": now}
        rows = await self._session.scalars(
            _ASK, {**given, "codes": sorted(set(credit_codes)), "long_ago": now - ASK_AGAIN_AFTER}
        )
        return set(rows)

    async def agree(self, association_code: str, credit_code: str, subject: str, now: datetime) -> bool:
        given = {"association": association_code, "code": credit_code, "subject": subject, "now": now}
        return await self._session.scalar(_AGREE, given) is not None

    async def end(self, association_code: str, credit_code: str, now: datetime) -> bool:
        given = {"association": association_code, "code": credit_code, "now": now}
        return await self._session.scalar(_END, given) is not None

    async def of_enterprise(self, credit_code: str) -> list[Membership]:
        return await self._memberships(_OF_ENTERPRISE, credit_code)

    async def of_association(self, association_code: str) -> list[Membership]:
        return await self._memberships(_OF_ASSOCIATION, association_code)

    async def reach(self, association_code: str, limit: int) -> list[Reach]:
        rows = await self._session.execute(_REACH, {"association": association_code, "limit": limit})
        return [Reach(row.policy_id, row.title or "", row.told, row.opened, row.last_told_at) for row in rows]

    async def unopened(self, association_code: str, policy_id: UUID) -> list[Unopened]:
        rows = await self._session.execute(
            _UNOPENED, {"association": association_code, "policy_id": policy_id}
        )
        return [Unopened(row.credit_code, row.enterprise_name, row.told_at) for row in rows]

    async def _memberships(self, query: TextClause, code: str) -> list[Membership]:
        return [
            Membership(
                row.association_code,
                row.association_name,
                row.credit_code,
                row.enterprise_name,
                row.asked_at,
                row.agreed_at,
                row.ended_at,
            )
            for row in await self._session.execute(query, {"code": code})
        ]
