"""Effect once: which events a consumer has seen, and the newest revision of each subject it has applied."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Table, Text, Uuid, bindparam, delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.kit_tables import kit_table
from shared.events.base import Event

INBOX: Table = kit_table("inbox")
SEEN: Table = kit_table("seen_revision")

# A consumer of this name holds the events that were applied before its projection was emptied.
AGAIN: Final = "again:"

_APPLIED = text(
    "UPDATE inbox SET consumer = 'again:' || consumer, received_at = now() "
    "WHERE consumer = ANY(:consumers) AND NOT EXISTS (SELECT FROM dead_letter AS d WHERE d.consumer = "
    "inbox.consumer AND d.event_id = inbox.event_id AND d.state IN ('dead', 'discarded'))"
)
_ALL_AGAIN = text("DELETE FROM seen_revision WHERE consumer = ANY(:consumers)")
# Kept apart, so that a rebuild that begins before the last one has ended does not let older ones pass.
_REMEMBER_NEWEST = text(
    "INSERT INTO seen_revision AS held (consumer, subject, revision) "
    "SELECT 'again:' || consumer, subject, revision FROM seen_revision "
    "WHERE consumer = ANY(:consumers) ON CONFLICT (consumer, subject) "
    "DO UPDATE SET revision = GREATEST(held.revision, excluded.revision)"
)
_NEWEST_AGAIN = text(
    "UPDATE seen_revision AS s SET revision = newest.revision - 1 FROM seen_revision AS newest "
    "WHERE s.consumer = ANY(:consumers) AND newest.consumer = 'again:' || s.consumer "
    "AND newest.subject = s.subject"
)
_REBUILDING = text(
    "SELECT EXISTS (SELECT FROM inbox WHERE consumer = ANY(:consumers) "
    "AND received_at > now() - interval '10 minutes')"
)

# Arrays, because a statement of many values is another for each number of them, and slow to compile.
_TAKE = text(
    "INSERT INTO inbox (consumer, event_id) SELECT :consumer, unnest(:ids) ON CONFLICT DO NOTHING "
    "RETURNING event_id"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_TAKE_AGAIN = text(
    "DELETE FROM inbox WHERE consumer = :consumer AND event_id = ANY(:ids) RETURNING event_id"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_KNOW_SUBJECTS = text(
    "INSERT INTO seen_revision (consumer, subject, revision) SELECT :consumer, unnest(:subjects), 0 "
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("subjects", type_=ARRAY(Text)))
_LOCK_SUBJECTS = text(
    "SELECT subject, revision FROM seen_revision WHERE consumer = :consumer AND subject = ANY(:subjects) "
    "ORDER BY subject FOR UPDATE"
).bindparams(bindparam("subjects", type_=ARRAY(Text)))
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
    given = {"consumer": consumer, "ids": sorted(set(event_ids))}
    return set((await session.execute(_TAKE, given)).scalars())


async def begin_again(session: AsyncSession, consumers: Sequence[str], *, newest_only: bool) -> None:
    """Let everything that these consumers applied be applied again, for a projection that was emptied.

    What they had applied is remembered as such, so that a handler can tell an event that comes again from
    one that is new. With `newest_only` the revision guard lets only the newest event of a subject pass.
    """
    given = {"consumers": list(consumers)}
    await session.execute(_APPLIED, given)
    if newest_only:
        await session.execute(_REMEMBER_NEWEST, given)
    await session.execute(_NEWEST_AGAIN if newest_only else _ALL_AGAIN, given)


async def take_again(session: AsyncSession, consumer: str, event_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of the events that were applied before the projection was emptied, and forget that."""
    given = {"consumer": f"{AGAIN}{consumer}", "ids": list(event_ids)}
    return set((await session.execute(_TAKE_AGAIN, given)).scalars())


async def is_rebuilding(session: AsyncSession, consumers: Sequence[str]) -> bool:
    """Tell whether a rebuild of these consumers is under way, for ten minutes at most."""
    found = await session.execute(_REBUILDING, {"consumers": [f"{AGAIN}{one}" for one in consumers]})
    return bool(found.scalar_one())


def is_again(session: AsyncSession) -> bool:
    """Tell a handler whether its event comes again because the projection was emptied.

    It restores what it knows and says nothing: whoever was to hear of it has heard.
    """
    return bool(session.info.get(AGAIN))


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
    if len(events) == 1:
        return [await _take_one(session, consumer, guarded[0], events[0].subject_revision)]
    given = {"consumer": consumer, "subjects": guarded}
    await session.execute(_KNOW_SUBJECTS, given)
    locked = await session.execute(_LOCK_SUBJECTS, given)
    newest: dict[str, int] = {row.subject: row.revision for row in locked}
    answers = []
    for subject, event in zip(subjects, events, strict=True):
        newer = subject is None or event.subject_revision > newest[subject]
        if subject is not None and newer:
            newest[subject] = event.subject_revision
        answers.append(newer)
    raised = {"consumer": consumer, "subjects": list(newest), "revisions": list(newest.values())}
    await session.execute(_RAISE_REVISIONS, raised)
    return answers


async def _take_one(session: AsyncSession, consumer: str, subject: str, revision: int) -> bool:
    """The same for a single event in a single statement: the usual case when people wait for the outcome."""
    row = insert(SEEN).values(consumer=consumer, subject=subject, revision=revision)
    newer = row.on_conflict_do_update(
        index_elements=["consumer", "subject"],
        set_={"revision": row.excluded.revision},
        where=SEEN.c.revision < row.excluded.revision,
    ).returning(SEEN.c.revision)
    return (await session.execute(newer)).first() is not None
