"""Effect once: which events a consumer has seen, and the newest revision of each subject it has applied."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Table, Text, Uuid, bindparam, delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.kit_tables import kit_table
from shared.events.base import Event

INBOX: Table = kit_table("inbox")

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
    "WITH taken AS (INSERT INTO inbox (consumer, event_id) SELECT :consumer, unnest(:ids) "
    "ON CONFLICT DO NOTHING RETURNING event_id), again AS (DELETE FROM inbox "
    "WHERE consumer = :again AND event_id = ANY(:ids) RETURNING event_id) "
    "SELECT taken.event_id, again.event_id IS NOT NULL AS again FROM taken LEFT JOIN again USING (event_id)"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
# A subject that is not returned has a revision that is as new, and is locked all the same.
_TAKE_NEWER = text(
    "INSERT INTO seen_revision AS held (consumer, subject, revision) "
    "SELECT :consumer, unnest(:subjects), unnest(:revisions) ON CONFLICT (consumer, subject) "
    "DO UPDATE SET revision = excluded.revision WHERE held.revision < excluded.revision "
    "RETURNING held.subject, coalesce(old.revision, 0) AS before"
).bindparams(bindparam("subjects", type_=ARRAY(Text)), bindparam("revisions", type_=ARRAY(BigInteger)))


async def take_unseen(session: AsyncSession, consumer: str, event_ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Record events as received and return those that were not before.

    The value says whether it was applied before the projection was emptied, which is forgotten herewith. The
    unique key holds against consumers that overlap in a rebalance: the second waits for the first's
    transaction and then sees nothing new.
    """
    given = {"consumer": consumer, "again": f"{AGAIN}{consumer}", "ids": sorted(set(event_ids))}
    return {row.event_id: row.again for row in await session.execute(_TAKE, given)}


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
    newest: dict[str, int] = {}
    for subject, event in zip(subjects, events, strict=True):
        if subject is not None:
            newest[subject] = max(event.subject_revision, newest.get(subject, 0))
    if not newest:
        return [True] * len(events)
    # In one order for all, so that consumers that overlap wait for one another and do not deadlock.
    ordered = dict(sorted(newest.items()))
    given = {"consumer": consumer, "subjects": list(ordered), "revisions": list(ordered.values())}
    held = {row.subject: int(row.before) for row in await session.execute(_TAKE_NEWER, given)}
    return [
        subject is None or _raise(held, subject, event.subject_revision)
        for subject, event in zip(subjects, events, strict=True)
    ]


def _raise(held: dict[str, int], subject: str, revision: int) -> bool:
    """Whether a revision is newer than all before it; of a subject that is not held none is."""
    if revision <= held.get(subject, revision):
        return False
    held[subject] = revision
    return True
