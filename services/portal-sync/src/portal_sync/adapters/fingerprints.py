"""Fingerprints of what the source and a channel hold, made in the database: no row has to travel."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# All that decides what a channel must show, and all that it shows. Whatever the order, the same rows have the
# same fingerprint; two of 64 bits and the count tell that something changed, as MD5 does in `shown_hashes`.
_PARTS: Final = text(
    """
    SELECT part,
        concat_ws(':', count(*), bit_xor(hashtextextended(line, 1)), bit_xor(hashtextextended(line, 2)))
            AS fingerprint
    FROM (
        SELECT right(policy_id::text, 2) AS part,
            ROW(policy_id, revision, channels, content_hash, withdrawal_hash, withdrawal ->> 'kind',
                kind, theme, department, genre, benefit, english)::text AS line
        FROM source
        UNION ALL
        SELECT right(policy_id::text, 2),
            concat_ws('|', policy_id, revision, coalesce(content_hash, '-'), coalesce(content::text, '-'),
                coalesce(withdrawal::text, '-'))
        FROM entry WHERE channel = :channel
    ) AS held
    GROUP BY part
    """
)
_POLICIES: Final = text(
    """
    SELECT policy_id FROM source WHERE right(policy_id::text, 2) = ANY(:parts)
    UNION
    SELECT policy_id FROM entry WHERE channel = :channel AND right(policy_id::text, 2) = ANY(:parts)
    """
)


class PostgresFingerprints:
    """A part is of the policies whose ids end alike, one in 256: after a drift only those are compared."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, channel: str) -> Mapping[str, str]:
        rows = await self._session.execute(_PARTS, {"channel": channel})
        return {row.part: row.fingerprint for row in rows}

    async def policies(self, channel: str, parts: Sequence[str]) -> Mapping[str, Sequence[UUID]]:
        if not parts:
            return {}
        given = {"channel": channel, "parts": list(parts)}
        found: dict[str, list[UUID]] = {part: [] for part in parts}
        for policy_id in (await self._session.execute(_POLICIES, given)).scalars():
            found[str(policy_id)[-2:]].append(policy_id)
        return found
