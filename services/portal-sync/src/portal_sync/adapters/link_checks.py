"""The links of what is published, in PostgreSQL."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.link_check import CERTAIN, BrokenLink, LinkReport, due_again
from shared.clock import Clock

_LEASE: Final = timedelta(minutes=10)
# Of what is in force, and of the web: what else stands there was never an address.
_USES: Final = """
WITH said AS (
  SELECT policy_id, department, content ->> 'title' AS title, content FROM source
  WHERE withdrawal_hash IS NULL AND content IS NOT NULL
), used AS (
  SELECT policy_id, department, title, 'service_item' AS kind,
         content #>> '{benefit,service_item,name}' AS name, content #>> '{benefit,service_item,url}' AS url
  FROM said
  UNION ALL
  SELECT policy_id, department, title, 'attachment', file ->> 'name', file ->> 'url'
  FROM said, jsonb_array_elements(content -> 'attachments') AS file
), link AS (SELECT * FROM used WHERE url ~ '^https?://[^ ]+$' AND length(url) <= 2000)
"""
_TAKE_UP: Final = text(
    f"{_USES} INSERT INTO link_check (url, due_at) SELECT DISTINCT url, CAST(:now AS timestamptz) FROM link "  # noqa: S608 (fixed text)
    "ON CONFLICT DO NOTHING"
)
_FORGET: Final = text(f"{_USES} DELETE FROM link_check WHERE url NOT IN (SELECT url FROM link)")  # noqa: S608
_CLAIM: Final = text(
    "UPDATE link_check SET due_at = :until WHERE url IN (SELECT url FROM link_check WHERE due_at <= :now "
    "ORDER BY due_at, url LIMIT :most FOR UPDATE SKIP LOCKED) RETURNING url"
)
_FAILURES: Final = text("SELECT failures FROM link_check WHERE url = :url FOR UPDATE")
_SETTLE: Final = text(
    "UPDATE link_check SET checked_at = :now, due_at = :due, failures = :failures, problem = :problem, "
    "failing_since = CASE WHEN :failures > 0 THEN coalesce(failing_since, :now) END WHERE url = :url"
)
_BROKEN: Final = text(
    f"{_USES} SELECT policy_id, title, department, kind, name, url, problem, failing_since, checked_at "  # noqa: S608
    "FROM link JOIN link_check USING (url) WHERE failures >= :certain "
    "AND (CAST(:department AS text) IS NULL OR department = :department) "
    "ORDER BY failing_since, title, kind, url LIMIT 1000"
)
_COUNT: Final = text(
    f"{_USES} SELECT count(DISTINCT url), count(DISTINCT url) FILTER (WHERE checked_at IS NOT NULL) "  # noqa: S608
    "FROM link LEFT JOIN link_check USING (url) "
    "WHERE CAST(:department AS text) IS NULL OR department = :department"
)


class PostgresLinkChecks:
    """Implements `LinkChecks`. A link that many policies have is followed once."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def refresh(self) -> None:
        await self._session.execute(_TAKE_UP, {"now": self._clock.now()})
        await self._session.execute(_FORGET)

    async def claim(self, limit: int) -> Sequence[str]:
        now = self._clock.now()
        given = {"now": now, "until": now + _LEASE, "most": limit}
        return sorted((await self._session.execute(_CLAIM, given)).scalars())

    async def settle(self, url: str, problem: str) -> None:
        before = await self._session.scalar(_FAILURES, {"url": url})
        failures, now = ((before or 0) + 1 if problem else 0), self._clock.now()
        given = {"url": url, "now": now, "due": due_again(now, failures)}
        await self._session.execute(_SETTLE, given | {"failures": failures, "problem": problem})

    async def report(self, department: str | None) -> LinkReport:
        chosen = {"department": department}
        rows = await self._session.execute(_BROKEN, chosen | {"certain": CERTAIN})
        links, checked = (await self._session.execute(_COUNT, chosen)).one()
        return LinkReport(tuple(BrokenLink(*row) for row in rows), links, checked)
