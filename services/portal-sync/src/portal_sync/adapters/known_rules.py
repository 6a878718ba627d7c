"""By which rule each channel was brought along last, in PostgreSQL."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.tables import ChannelStateRow
from portal_sync.domain.parity import RuleChange
from portal_sync.domain.routing import ChannelRule
from portal_sync.domain.rule_change import write_rule
from shared.clock import Clock

# A channel's first rule changes nothing.
_KEEP: Final = text(
    """
    INSERT INTO channel_state AS s (channel, rule) VALUES (:channel, :rule)
    ON CONFLICT (channel) DO UPDATE SET
      rule = excluded.rule,
      ruled_at = CASE WHEN s.rule = '' THEN s.ruled_at ELSE CAST(:now AS timestamptz) END,
      brought = CASE WHEN s.rule = '' THEN s.brought ELSE :brought END,
      removed = CASE WHEN s.rule = '' THEN s.removed ELSE :removed END
    """
)


class PostgresKnownRules:
    """Implements `KnownRules`."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def text(self, channel: str) -> str:
        found = select(ChannelStateRow.rule).where(ChannelStateRow.channel == channel)
        return await self._session.scalar(found) or ""

    async def keep(self, rule: ChannelRule, brought: int, removed: int) -> None:
        counts: dict[str, Any] = {"brought": brought, "removed": removed, "now": self._clock.now()}
        await self._session.execute(_KEEP, counts | {"channel": rule.name, "rule": write_rule(rule)})

    async def changes(self) -> Mapping[str, RuleChange]:
        found = select(ChannelStateRow).where(ChannelStateRow.ruled_at.is_not(None))
        rows = await self._session.scalars(found)
        return {
            row.channel: RuleChange(row.ruled_at, row.brought, row.removed)
            for row in rows
            if row.ruled_at is not None
        }
