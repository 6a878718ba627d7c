"""The receipt projection in PostgreSQL.

Every write is an upsert whose outcome does not depend on the order or number of its repetitions: a match
keeps its newest revision, a message the earliest delivery and opening and the latest failure.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.receipt_queries import filed, is_failed, merged, outcomes, told, told_count
from publisher.adapters.receipt_tables import (
    ReceiptChannelRow,
    ReceiptDriftRow,
    ReceiptMatchRow,
    ReceiptMessageRow,
)
from publisher.adapters.tables import RevisionRow
from publisher.domain.policies import Policy
from publisher.domain.receipts import ChannelLine, Failure, Funnel, Messages, RevisionLine
from shared.events import (
    ChannelDrifted,
    ChannelMirrored,
    ChannelWithdrawn,
    MatchesChanged,
    NotificationDelivered,
    NotificationFailed,
    NotificationOpened,
    Verdict,
)

_Message = ReceiptMessageRow


class SqlReceipts:
    """`ReceiptProjection` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

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
                set_={name: newer[name] for name in ("revision", "policy_revision", "verdict")},
                where=ReceiptMatchRow.revision < newer.revision,
            ),
            [
                {
                    "policy_id": event.policy_id,
                    "credit_code": change.credit_code,
                    "revision": change.revision,
                    "policy_revision": event.policy_revision,
                    "verdict": change.verdict.value,
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

    async def funnel(self, policy_id: UUID) -> Funnel:
        verdicts = select(ReceiptMatchRow.verdict, func.count()).where(ReceiptMatchRow.policy_id == policy_id)
        rows = await self._session.execute(verdicts.group_by(ReceiptMatchRow.verdict))
        by_verdict = {verdict: count for verdict, count in rows}  # noqa: C416 (rows are no plain tuples)
        reached, opened = (await self._session.execute(told(policy_id))).one()
        applied, approved, disbursed = (await self._session.execute(filed(policy_id))).one()
        return Funnel(
            matched=by_verdict.get(Verdict.ELIGIBLE.value, 0),
            undetermined=by_verdict.get(Verdict.UNDETERMINED.value, 0),
            told=reached,
            opened=opened,
            filed=applied,
            approved=approved,
            disbursed=disbursed,
        )

    async def messages(self, policy_id: UUID) -> Messages:
        statement = select(told_count(), *outcomes()).where(_Message.policy_id == policy_id)
        return Messages(*(await self._session.execute(statement)).one())

    async def revisions(self, policy: Policy) -> Sequence[RevisionLine]:
        statement = (
            select(RevisionRow)
            .where(RevisionRow.policy_id == policy.id, RevisionRow.number.is_not(None))
            .order_by(RevisionRow.number.desc())
        )
        lines = [
            RevisionLine(row.number, row.published_at, row.content_hash, _trace_id(row.traceparent))
            for row in await self._session.scalars(statement)
            if row.number is not None and row.published_at is not None
        ]
        if policy.withdrawal is not None:
            gone = policy.withdrawal
            lines.insert(0, RevisionLine(gone.revision, gone.withdrawn_at, None, None))
        channels = await self._channels(policy.id)
        messages = await self._messages_by_revision(policy.id)
        return [
            replace(
                line,
                channels=channels.get(line.revision, ()),
                messages=messages.get(line.revision, Messages()),
            )
            for line in lines
        ]

    async def failures(self, policy_id: UUID, limit: int) -> Sequence[Failure]:
        statement = (
            select(_Message)
            .where(_Message.policy_id == policy_id, is_failed())
            .order_by(_Message.failed_at.desc(), _Message.message_id)
            .limit(limit)
        )
        return [
            Failure(row.credit_code, row.endpoint, row.reason or "", row.attempts, row.failed_at)
            for row in await self._session.scalars(statement)
            if row.failed_at is not None
        ]

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

    async def _channels(self, policy_id: UUID) -> dict[int, list[ChannelLine]]:
        drifts = await self._session.execute(
            select(ReceiptDriftRow.revision, ReceiptDriftRow.channel, func.count())
            .where(ReceiptDriftRow.policy_id == policy_id)
            .group_by(ReceiptDriftRow.revision, ReceiptDriftRow.channel)
        )
        drifted = {(revision, channel): count for revision, channel, count in drifts}
        rows = await self._session.scalars(
            select(ReceiptChannelRow)
            .where(ReceiptChannelRow.policy_id == policy_id)
            .order_by(ReceiptChannelRow.channel.desc())
        )
        found: dict[int, list[ChannelLine]] = defaultdict(list)
        for row in rows:
            found[row.revision].append(
                ChannelLine(
                    channel=row.channel,
                    revision=row.revision,
                    address=row.address,
                    content_hash=row.content_hash,
                    mirrored_at=row.mirrored_at,
                    drifted=drifted.get((row.revision, row.channel), 0),
                )
            )
        return found

    async def _messages_by_revision(self, policy_id: UUID) -> dict[int, Messages]:
        rows = await self._session.execute(
            select(_Message.policy_revision, told_count(), *outcomes())
            .where(_Message.policy_id == policy_id, _Message.policy_revision.is_not(None))
            .group_by(_Message.policy_revision)
        )
        return {
            revision: Messages(reached, arrived, lost, seen)
            for revision, reached, arrived, lost, seen in rows
            if revision is not None
        }


def _row(
    event: NotificationDelivered | NotificationFailed | NotificationOpened, **seen: datetime | int | str
) -> dict[str, Any]:
    about = {"message_id": event.message_id, "endpoint": event.endpoint.value, "policy_id": event.policy_id}
    to = {"policy_revision": event.policy_revision, "credit_code": event.credit_code, "kind": event.kind}
    return about | to | {"attempts": 0} | seen


def _trace_id(traceparent: str | None) -> str | None:
    """The trace id in a W3C traceparent."""
    return traceparent.split("-")[1] if traceparent else None
