"""What the publisher can show for the invariants, read from its own tables."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.calendar import SqlCalendar
from publisher.adapters.mapping import revision_of
from publisher.adapters.tables import PolicyRow, ReviewRow, RevisionRow
from publisher.domain.policies import Revision
from publisher.domain.reviews import complete
from publisher.domain.states import RevisionState
from shared.clock import SHANGHAI, Clock
from shared.events import content_hash
from shared.service import Check, Evidence

# What happened here, and what the outbox says of it: the two must be the same set.
_FACTS = """
    SELECT 'policy.published.v1' AS type, policy_id::text AS subject, number::bigint AS revision
      FROM revision WHERE number IS NOT NULL
    UNION SELECT 'policy.withdrawn.v1', id::text, withdrawn_revision FROM policy
      WHERE withdrawn_revision IS NOT NULL
    UNION SELECT 'application.progressed.v1', application_id, revision FROM application_step
    UNION SELECT event, announcement_id::text, revision FROM announcement_step
"""
_SAID = """
    SELECT headers ->> 'ce_type', headers ->> 'ce_subject',
      (convert_from(value, 'UTF8')::jsonb ->> 'revision')::bigint FROM outbox
"""
_UNSAID = text(f"({_FACTS}) EXCEPT ({_SAID}) LIMIT 100")
_UNTRUE = text(f"({_SAID}) EXCEPT ({_FACTS}) LIMIT 100")
_FACT_COUNT = text(f"SELECT count(*) FROM ({_FACTS}) AS facts")  # noqa: S608 (constants)
_STRAY_APPLICATIONS = text(
    "SELECT a.id FROM application a JOIN policy p ON p.id = a.policy_id "
    "WHERE a.department <> p.department LIMIT 100"
)


async def evidence(session: AsyncSession, *, clock: Clock) -> Evidence:
    """Checks of invariants 1, 3, 5 and 11, what is live for the audit to compare, and what is overdue."""
    policies = list(await session.scalars(select(PolicyRow)))
    revisions = await _numbered(session)
    live = [each for each in revisions if each.state is RevisionState.LIVE]
    return Evidence(
        checks=[
            await _outbox(session),
            _order(policies, revisions),
            _gate(live, clock.today()),
            await _tenancy(session, policies, live),
        ],
        facts={"live": _live(policies, revisions), "overdue": await _overdue(session, clock)},
    )


async def _overdue(session: AsyncSession, clock: Clock) -> dict[str, str]:
    """Scheduled publications whose moment has passed, and why they did not happen where that is known."""
    late = await SqlCalendar(session).overdue(clock.now(), None)
    return {
        str(each.policy_id): f"{each.schedule.at.isoformat()} {each.schedule.missed}".strip() for each in late
    }


async def _numbered(session: AsyncSession) -> list[Revision]:
    rows = list(await session.scalars(select(RevisionRow).where(RevisionRow.number.is_not(None))))
    reviews: dict[UUID, list[ReviewRow]] = defaultdict(list)
    for review in await session.scalars(select(ReviewRow).order_by(ReviewRow.id)):
        reviews[review.revision_id].append(review)
    return [revision_of(row, reviews[row.id]) for row in rows]


async def _outbox(session: AsyncSession) -> Check:
    breaches = [
        *(f"{row[0]} {row[1]} 第 {row[2]} 版没有发件记录" for row in await session.execute(_UNSAID)),
        *(f"{row[0]} {row[1]} 第 {row[2]} 版有发件记录而没有发生" for row in await session.execute(_UNTRUE)),
    ]
    checked: int = (await session.execute(_FACT_COUNT)).scalar_one()
    return Check(invariant=1, name="每项变更与其发件记录同在", checked=checked, breaches=breaches)


def _order(policies: Sequence[PolicyRow], revisions: Iterable[Revision]) -> Check:
    of: dict[UUID, list[Revision]] = defaultdict(list)
    for revision in revisions:
        of[revision.policy_id].append(revision)
    breaches = [
        f"政策 {row.id}：{reason}" for row in policies if (reason := _disorder(row, of[row.id])) is not None
    ]
    return Check(invariant=3, name="版本号连续，现行的是最新的", checked=len(policies), breaches=breaches)


def _disorder(row: PolicyRow, revisions: list[Revision]) -> str | None:
    numbers = sorted(each.number for each in revisions if each.number)
    tombstone = [row.withdrawn_revision] if row.withdrawn_revision else []
    if [*numbers, *tombstone] != list(range(1, row.last_revision + 1)):
        return f"版本号是 {numbers + tombstone}，最新为 {row.last_revision}"
    live = [each.number for each in revisions if each.state is RevisionState.LIVE]
    expected = [] if tombstone else numbers[-1:]
    return None if live == expected else f"现行版本是 {live}，应为 {expected}"


def _gate(live: Sequence[Revision], today: date) -> Check:
    breaches = []
    for revision in live:
        day = revision.published_at.astimezone(SHANGHAI).date() if revision.published_at else None
        unmet = revision.unmet(day) if day else ("没有发布时间。",)
        if revision.content_hash != content_hash(revision.published_content()):
            unmet = (*unmet, "内容与发布时的哈希不符。")
        if revision.urgency is not None and not _reviewed_in_time(revision, today):
            unmet = (*unmet, f"紧急发布后到 {revision.urgency.review_due} 还没有补审。")
        if unmet:
            breaches.append(f"政策 {revision.policy_id} 第 {revision.number} 版：{''.join(unmet)}")
    return Check(invariant=5, name="发布的都过了发布关", checked=len(live), breaches=breaches)


def _reviewed_in_time(revision: Revision, today: date) -> bool:
    """Whether the reviews that follow an emergency publication are complete, or may still come."""
    urgency = revision.urgency
    return urgency is None or today <= urgency.review_due or complete(revision.reviews, revision.authors)


async def _tenancy(session: AsyncSession, policies: Sequence[PolicyRow], live: Sequence[Revision]) -> Check:
    owner = {row.id: row.department for row in policies}
    breaches = [
        f"政策 {each.policy_id} 由 {owner[each.policy_id]} 发布，发文机关却不是它"
        for each in live
        if each.content.issuer is None or each.content.issuer.code != owner[each.policy_id]
    ]
    stray = await session.execute(_STRAY_APPLICATIONS)
    breaches += [f"申报 {row[0]} 由其他部门登记" for row in stray]
    return Check(invariant=11, name="部门只办自己的政策", checked=len(live), breaches=breaches)


def _live(policies: Sequence[PolicyRow], revisions: Sequence[Revision]) -> dict[str, dict[str, Any]]:
    """Every policy that was published: its newest revision, and whether that is a withdrawal."""
    newest: dict[UUID, Revision] = {}
    for revision in sorted(revisions, key=lambda each: each.number or 0):
        newest[revision.policy_id] = revision
    return {
        str(row.id): {
            "revision": row.last_revision,
            "content_hash": newest[row.id].content_hash,
            "channels": list(newest[row.id].channels),
            "withdrawn": row.withdrawn_revision is not None,
            "kind": newest[row.id].content.kind.value,
        }
        for row in policies
        if row.id in newest
    }
