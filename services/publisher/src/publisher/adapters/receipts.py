"""The receipt projection in PostgreSQL.

Every write is an upsert whose outcome does not depend on the order or number of its repetitions: a match
keeps its newest revision, a message the earliest delivery and opening and the latest failure.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from publisher.adapters.receipt_queries import merged
from publisher.adapters.receipt_reading import SqlReceiptReading
from publisher.adapters.receipt_tables import (
    ReceiptChannelRow,
    ReceiptDriftRow,
    ReceiptMatchRow,
    ReceiptMessageRow,
)
from shared.events import (
    ChannelDrifted,
    ChannelMirrored,
    ChannelWithdrawn,
    MatchesChanged,
    NotificationDelivered,
    NotificationFailed,
    NotificationOpened,
)

_Message = ReceiptMessageRow
_NEWEST = ("revision", "policy_revision", "verdict", "enterprise_name")


class SqlReceipts(SqlReceiptReading):
    """`ReceiptProjection` on one session: what is read, and what events write."""

    async def mirrored(self, event: ChannelMirrored) -> None:
        await self._channel(event, event.content_hash, event.mirrored_at)

    async def withdrawn(self, event: ChannelWithdrawn) -> None:
        await self._channel(event, None, event.withdrawn_at)

    async def drifted(self, event: ChannelDrifted) -> None:
        statement = insert(ReceiptDriftRow).values(
            policy_id=event.policy_id,
            revision=event.revision,
            channel=event.channel,
            found_at=event.found_at,
            repaired=event.repaired,
        )
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["policy_id", "revision", "channel", "found_at"],
                set_={"repaired": ReceiptDriftRow.repaired | statement.excluded.repaired},
            )
        )

    async def matched(self, event: MatchesChanged) -> None:
        statement = insert(ReceiptMatchRow)
        newer = statement.excluded
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["policy_id", "credit_code"],
                set_={name: newer[name] for name in _NEWEST},
                where=ReceiptMatchRow.revision < newer.revision,
            ),
            [
                {
                    "policy_id": event.policy_id,
                    "credit_code": change.credit_code,
                    "revision": change.revision,
                    "policy_revision": event.policy_revision,
                    "verdict": change.verdict.value,
                    "enterprise_name": change.enterprise_name,
                }
                # In the order of codes, so that two batches wait for each other instead of deadlocking.
                for change in sorted(event.changes, key=lambda each: each.credit_code)
            ],
        )

    async def delivered(self, events: Sequence[NotificationDelivered]) -> None:
        # In one order, so that two batches wait for each other instead of deadlocking.
        ordered = sorted(events, key=lambda each: (each.message_id, each.endpoint))
        rows = [_row(event, delivered_at=event.delivered_at, attempts=event.attempts) for event in ordered]
        await self._session.execute(merged(insert(_Message)), rows)

    async def failed(self, event: NotificationFailed) -> None:
        await self._message(
            event, failed_at=event.failed_at, attempts=event.attempts, reason=event.reason[:2000]
        )

    async def opened(self, event: NotificationOpened) -> None:
        await self._message(event, opened_at=event.opened_at)

    async def _channel(
        self, event: ChannelMirrored | ChannelWithdrawn, content_hash: str | None, at: datetime
    ) -> None:
        statement = insert(ReceiptChannelRow).values(
            policy_id=event.policy_id,
            revision=event.revision,
            channel=event.channel,
            address=event.address,
            content_hash=content_hash,
            mirrored_at=at,
        )
        # The first time counts: a portal that was rebuilt says again what it said before.
        first = func.least(ReceiptChannelRow.mirrored_at, statement.excluded.mirrored_at)
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["policy_id", "revision", "channel"], set_={"mirrored_at": first}
            )
        )

    async def _message(
        self,
        event: NotificationDelivered | NotificationFailed | NotificationOpened,
        **seen: datetime | int | str,
    ) -> None:
        await self._session.execute(merged(insert(_Message).values(_row(event, **seen))))


def _row(
    event: NotificationDelivered | NotificationFailed | NotificationOpened, **seen: datetime | int | str
) -> dict[str, Any]:
    about = {"message_id": event.message_id, "endpoint": event.endpoint.value, "policy_id": event.policy_id}
    to = {"policy_revision": event.policy_revision, "credit_code": event.credit_code, "kind": event.kind}
    return about | to | {"attempts": 0} | seen
