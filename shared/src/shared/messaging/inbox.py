"""Effect once: which events a consumer has seen, and the newest revision of each subject it has applied."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Table, Text, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.kit_tables import kit_table
from shared.events.base import Event

INBOX: Table = kit_table("inbox")
SEEN: Table = kit_table("seen_revision")

_RAISE_REVISIONS = text(
    "UPDATE seen_revision AS s SET revision = n.revision "
    "FROM unnest(:subjects, :revisions) AS n (subject, revision) "
    "WHERE s.consumer = :consumer AND s.subject = n.subject"
).bindparams(bindparam("subjects", type_=ARRAY(Text)), bindparam("revisions", type_=ARRAY(BigInteger)))


async def take_unseen(session: AsyncSession, consumer: str, event_ids: Sequence[UUID]) -> set[UUID]:
    """Record events as received and return those that were not before.

    The unique key holds against consumers that overlap in a rebalance: the second waits for the first's
    transaction and then sees nothing new.
    """
    rows = [{"consumer": consumer, "event_id": event_id} for event_id in sorted(set(event_ids))]
    taken = insert(INBOX).values(rows).on_conflict_do_nothing().returning(INBOX.c.event_id)
    return set((await session.execute(taken)).scalars())


async def forget(session: AsyncSession, consumer: str, event_id: UUID) -> None:
    """Let an event be applied again: a dead letter that an operator replays."""
    await session.execute(delete(INBOX).where(INBOX.c.consumer == consumer, INBOX.c.event_id == event_id))


async def take_newer(session: AsyncSession, consumer: str, events: Sequence[Event]) -> list[bool]:
    """Tell for each event, in order, whether its revision is newer than all before it; remember the newest.

    Locks each subject until the transaction ends, so that two consumers cannot both find theirs newer.
    """
    subjects = [f"{event.guard}:{event.subject}" if event.guard else None for event in events]
    guarded = sorted({subject for subject in subjects if subject})
    if not guarded:
        return [True] * len(events)
    rows = [{"consumer": consumer, "subject": subject, "revision": 0} for subject in guarded]
    await session.execute(insert(SEEN).values(rows).on_conflict_do_nothing())
    locked = (
        select(SEEN.c.subject, SEEN.c.revision)
        .where(SEEN.c.consumer == consumer, SEEN.c.subject.in_(guarded))
        .order_by(SEEN.c.subject)
        .with_for_update()
    )
    newest: dict[str, int] = {row.subject: row.revision for row in await session.execute(locked)}
    answers = []
    for subject, event in zip(subjects, events, strict=True):
        newer = subject is None or event.subject_revision > newest[subject]
        if subject is not None and newer:
            newest[subject] = event.subject_revision
        answers.append(newer)
    raised = {"consumer": consumer, "subjects": list(newest), "revisions": list(newest.values())}
    await session.execute(_RAISE_REVISIONS, raised)
    return answers
