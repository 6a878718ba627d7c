"""Entries read past the mapper: content as text, which is read into values once and into nothing between."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from portal_sync.domain.entry import Entry
from portal_sync.domain.said import Said
from portal_sync.domain.source import WITHDRAWALS
from shared.db import Reader
from shared.events import PolicyContent

_SEVERAL: Final = (
    "SELECT policy_id, revision, content::text AS content, content_hash, withdrawal::text AS withdrawal, "
    "mirrored_at FROM entry WHERE channel = $1 AND policy_id = ANY($2)"
)


async def read_entries(reader: Reader, channel: str, policy_ids: Collection[UUID]) -> Sequence[Entry]:
    """Return those of these policies that the channel shows, in the order asked for."""
    if not policy_ids:
        return []
    rows = {row["policy_id"]: row for row in await reader.rows(_SEVERAL, channel, list(policy_ids))}
    found = (text_entry(channel, policy_id, rows[policy_id]) for policy_id in policy_ids if policy_id in rows)
    return [entry for entry in found if entry is not None]


def text_entry(channel: str, policy_id: UUID, row: Mapping[str, Any]) -> Entry | None:
    """Return an entry; None where somebody has made it unreadable, until the reconciler has repaired it."""
    text, withdrawal = row["content"], row["withdrawal"]
    try:
        return Entry(
            channel=channel,
            policy_id=policy_id,
            revision=row["revision"],
            said=None if text is None else Said.of(PolicyContent.model_validate_json(text)),
            content_hash=row["content_hash"],
            withdrawal=None if withdrawal is None else WITHDRAWALS.validate_json(withdrawal),
            mirrored_at=row["mirrored_at"],
        )
    except ValidationError:
        return None
