"""The receipt's figures, read from the projection and from the department's own applications."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.receipt_queries import (
    filed,
    first_moments,
    has_filed,
    has_opened,
    is_failed,
    of_revision,
    outcomes,
    told,
    told_count,
)
from publisher.adapters.receipt_tables import (
    ReceiptChannelRow,
    ReceiptDriftRow,
    ReceiptMatchRow,
    ReceiptMessageRow,
)
from publisher.adapters.tables import RevisionRow
from publisher.domain.policies import Policy
from publisher.domain.receipts import (
    ChannelLine,
    Failure,
    Firsts,
    Funnel,
    Messages,
    RevisionLine,
    Stage,
    Unclaimed,
    UnclaimedRow,
)
from publisher.handlers.receipt_ports import Span
from shared.events import EndpointKind, Verdict

_Match, _Message = ReceiptMatchRow, ReceiptMessageRow


class SqlReceiptReading:
    """`ReceiptReading` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def funnel(self, policy_id: UUID, revision: int | None = None, span: Span | None = None) -> Funnel:
        verdicts = select(_Match.verdict, func.count()).where(
            _Match.policy_id == policy_id, *of_revision(_Match.policy_revision, revision)
        )
        rows = await self._session.execute(verdicts.group_by(_Match.verdict))
        by_verdict = {verdict: count for verdict, count in rows}  # noqa: C416 (rows are no plain tuples)
        reached, opened = (await self._session.execute(told(policy_id, revision))).one()
        applied, approved, disbursed = (await self._session.execute(filed(policy_id, span))).one()
        return Funnel(
            matched=by_verdict.get(Verdict.ELIGIBLE.value, 0),
            undetermined=by_verdict.get(Verdict.UNDETERMINED.value, 0),
            told=reached,
            opened=opened,
            filed=applied,
            approved=approved,
            disbursed=disbursed,
        )

    async def messages(self, policy_id: UUID, revision: int | None = None) -> Messages:
        statement = select(told_count(), *outcomes()).where(
            _Message.policy_id == policy_id, *of_revision(_Message.policy_revision, revision)
        )
        return Messages(*(await self._session.execute(statement)).one())

    async def revisions(self, policy: Policy) -> Sequence[RevisionLine]:
        rows = await self._session.scalars(
            select(RevisionRow)
            .where(RevisionRow.policy_id == policy.id, RevisionRow.number.is_not(None))
            .order_by(RevisionRow.number.desc())
        )
        lines, due = [], {}
        for row in rows:
            if row.number is not None and row.published_at is not None:
                trace = _trace_id(row.traceparent)
                lines.append(RevisionLine(row.number, row.published_at, row.content_hash, trace))
                due[row.number] = row.channels
        if policy.withdrawal is not None:
            gone = policy.withdrawal
            lines.insert(0, RevisionLine(gone.revision, gone.withdrawn_at, None, None))
            due[gone.revision] = due.get(gone.revision - 1, [])
        return await self._completed(policy.id, lines, due)

    async def failures(self, policy_id: UUID, limit: int, revision: int | None = None) -> Sequence[Failure]:
        inbox = select(_Message.message_id).where(
            _Message.policy_id == policy_id,
            _Message.endpoint == EndpointKind.INBOX.value,
            _Message.delivered_at.is_not(None),
        )
        statement = (
            select(_Message, _Message.message_id.in_(inbox))
            .where(
                _Message.policy_id == policy_id,
                is_failed(),
                *of_revision(_Message.policy_revision, revision),
            )
            .order_by(_Message.failed_at.desc(), _Message.message_id)
            .limit(limit)
        )
        return [
            Failure(row.credit_code, row.endpoint, row.reason or "", row.attempts, row.failed_at, kept)
            for row, kept in await self._session.execute(statement)
            if row.failed_at is not None
        ]

    async def firsts(self, policy_id: UUID) -> Firsts:
        return Firsts(*(await self._session.execute(first_moments(policy_id))).one())

    async def unclaimed(self, policy_id: UUID) -> Unclaimed:
        statement = select(func.count().filter(~has_opened()), func.count().filter(~has_filed())).where(
            _eligible(policy_id)
        )
        return Unclaimed(*(await self._session.execute(statement)).one())

    async def unclaimed_rows(
        self, policy_id: UUID, stage: Stage, *, after: str = "", limit: int = 100
    ) -> Sequence[UnclaimedRow]:
        undone = ~has_opened() if stage is Stage.OPENED else ~has_filed()
        moments = _first_heard(policy_id)
        statement = (
            select(_Match.credit_code, _Match.enterprise_name, moments.c.told, moments.c.opened, has_filed())
            .outerjoin(moments, moments.c.credit_code == _Match.credit_code)
            .where(_eligible(policy_id), undone, _Match.credit_code > after)
            .order_by(_Match.credit_code)
            .limit(limit)
        )
        return [UnclaimedRow(*row) for row in await self._session.execute(statement)]

    async def _completed(
        self, policy_id: UUID, lines: Sequence[RevisionLine], due: dict[int, list[str]]
    ) -> Sequence[RevisionLine]:
        """Lines with what the channels and the messages say; only the newest one misses anything."""
        channels = await self._channels(policy_id)
        messages = await self._messages_by_revision(policy_id)
        done = []
        for line in lines:
            shown = channels.get(line.revision, [])
            awaited = due.get(line.revision, []) if line is lines[0] else []
            done.append(
                replace(
                    line,
                    channels=shown,
                    messages=messages.get(line.revision, Messages()),
                    missing=[name for name in awaited if name not in {each.channel for each in shown}],
                )
            )
        return done

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


def _eligible(policy_id: UUID) -> ColumnElement[bool]:
    return and_(_Match.policy_id == policy_id, _Match.verdict == Verdict.ELIGIBLE.value)


def _first_heard(policy_id: UUID) -> Any:  # noqa: ANN401 (a subquery)
    """When each enterprise first got, and first opened, a message about the policy."""
    statement = (
        select(
            _Message.credit_code,
            func.min(_Message.delivered_at).label("told"),
            func.min(_Message.opened_at).label("opened"),
        )
        .where(_Message.policy_id == policy_id)
        .group_by(_Message.credit_code)
    )
    return statement.subquery()


def _trace_id(traceparent: str | None) -> str | None:
    """The trace id in a W3C traceparent."""
    return traceparent.split("-")[1] if traceparent else None
