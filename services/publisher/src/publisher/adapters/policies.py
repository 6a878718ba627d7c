"""Policies in PostgreSQL."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, case, false, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters import cursors
from publisher.adapters.mapping import (
    policy_of,
    policy_values,
    review_values,
    revision_of,
    revision_values,
    voiding_values,
)
from publisher.adapters.relations import keep_relations
from publisher.adapters.sharing import load_sharing, shares
from publisher.adapters.tables import IndexNumberRow, PolicyRow, ReviewRow, RevisionRow
from publisher.domain.errors import NotFound
from publisher.domain.policies import Policy, Revision
from publisher.domain.sharing import May
from publisher.domain.states import OPEN_STATES, RevisionState
from publisher.handlers.ports import Page, PolicyQuery

_OPEN = [state.value for state in OPEN_STATES]


class SqlPolicies:
    """`PolicyRepository` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, policy: Policy) -> None:
        await self._session.execute(insert(PolicyRow).values(policy_values(policy)))
        await self._write_revisions(policy)

    async def get(self, policy_id: UUID, *, department: str | None, shared: bool = False) -> Policy:
        others = shares(department) if shared and department else false()
        return await self._load(_one(policy_id, department, others))

    async def lock(self, policy_id: UUID, *, department: str | None, reviewing: bool = False) -> Policy:
        others = shares(department, may=May.REVIEW) if reviewing and department else false()
        return await self._load(_one(policy_id, department, others).with_for_update())

    async def save(self, policy: Policy) -> None:
        values = policy_values(policy)
        await self._session.execute(update(PolicyRow).where(PolicyRow.id == policy.id).values(values))
        await self._write_revisions(policy)

    async def page(self, query: PolicyQuery) -> Page:
        rows = list(await self._session.scalars(_listed(query)))
        more = len(rows) > query.limit
        rows = rows[: query.limit]
        revisions = await self._standing([row.id for row in rows])
        items = [policy_of(row, revisions[row.id]) for row in rows]
        return Page(items, cursors.encode(rows[-1].changed_at, rows[-1].id) if more else None)

    async def count_by_state(self, department: str | None) -> Mapping[RevisionState, int]:
        state = _shown_state()
        statement = select(state, func.count()).select_from(PolicyRow).group_by(state)
        if department is not None:
            statement = statement.where(PolicyRow.department == department)
        rows = await self._session.execute(statement)
        return {RevisionState(name): count for name, count in rows if name}

    async def history_of(self, policy_id: UUID) -> Sequence[Revision]:
        statement = (
            select(RevisionRow)
            .where(RevisionRow.policy_id == policy_id, RevisionRow.number.is_not(None))
            .order_by(RevisionRow.number.desc())
        )
        return await self._with_reviews(list(await self._session.scalars(statement)))

    async def titles(self, policy_ids: Collection[UUID], *, department: str | None) -> Mapping[UUID, str]:
        statement = (
            select(RevisionRow.policy_id, RevisionRow.content["title"].astext)
            .join(PolicyRow, PolicyRow.id == RevisionRow.policy_id)
            .where(RevisionRow.policy_id.in_(policy_ids), RevisionRow.number.is_not(None))
            .ext(distinct_on(RevisionRow.policy_id))
            .order_by(RevisionRow.policy_id, RevisionRow.number.desc())
        )
        if department is not None:
            statement = statement.where(PolicyRow.department == department)
        rows = await self._session.execute(statement)
        return {policy_id: title for policy_id, title in rows}  # noqa: C416 (rows are no plain tuples)

    async def next_index(self, department: str, year: int) -> int:
        statement = insert(IndexNumberRow).values(department=department, year=year, last=1)
        counted = statement.on_conflict_do_update(
            index_elements=["department", "year"], set_={"last": IndexNumberRow.last + 1}
        ).returning(IndexNumberRow.last)
        return (await self._session.execute(counted)).scalar_one()

    async def _load(self, statement: Select[PolicyRow]) -> Policy:
        # What an earlier statement of this session loaded may be older than the lock.
        row = await self._session.scalar(statement.execution_options(populate_existing=True))
        if row is None:
            raise NotFound("没有这项政策，或者它不属于您所在的部门。")
        policy = policy_of(row, (await self._standing([row.id]))[row.id])
        return await load_sharing(self._session, policy)

    async def _standing(self, policy_ids: Sequence[UUID]) -> Mapping[UUID, list[Revision]]:
        """Open, live and withdrawn revisions of these policies."""
        standing = [*_OPEN, RevisionState.LIVE.value, RevisionState.WITHDRAWN.value]
        statement = select(RevisionRow).where(
            RevisionRow.policy_id.in_(policy_ids), RevisionRow.state.in_(standing)
        )
        rows = await self._session.scalars(statement.execution_options(populate_existing=True))
        found: dict[UUID, list[Revision]] = defaultdict(list)
        for revision in await self._with_reviews(list(rows)):
            found[revision.policy_id].append(revision)
        return found

    async def _with_reviews(self, rows: Sequence[RevisionRow]) -> list[Revision]:
        statement = (
            select(ReviewRow)
            .where(ReviewRow.revision_id.in_([row.id for row in rows]))
            .order_by(ReviewRow.id)
        )
        reviews: dict[UUID, list[ReviewRow]] = defaultdict(list)
        for review in await self._session.scalars(statement):
            reviews[review.revision_id].append(review)
        return [revision_of(row, reviews[row.id]) for row in rows]

    async def _write_revisions(self, policy: Policy) -> None:
        """Those that ceased first: at no moment are two of a policy open, or two live."""
        for revision in policy.closed:
            await self._session.execute(
                update(RevisionRow)
                .where(RevisionRow.id == revision.id)
                .values(state=revision.state.value, version=revision.version, updated_at=revision.updated_at)
            )
        for changed in (policy.released, policy.open):
            if changed is not None:
                await self._write(changed)
        if policy.live is not None and policy.live is not policy.released:
            await self._write_reviews(policy.live)
        if policy.released is not None:
            await keep_relations(self._session, policy.released)
        policy.closed.clear()
        policy.released = None

    async def _write(self, revision: Revision) -> None:
        values = revision_values(revision)
        statement = insert(RevisionRow).values(values)
        changed = {name: statement.excluded[name] for name in values if name not in {"id", "policy_id"}}
        await self._session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))
        await self._write_reviews(revision)

    async def _write_reviews(self, revision: Revision) -> None:
        """Reviews are only ever added; an approval may lose its standing once."""
        if revision.reviews:
            rows = [review_values(revision, review) for review in revision.reviews]
            await self._session.execute(insert(ReviewRow).values(rows).on_conflict_do_nothing())
        for review in revision.reviews:
            if review.voided is not None:
                lost = update(ReviewRow).where(
                    ReviewRow.revision_id == revision.id,
                    ReviewRow.cycle == review.cycle,
                    ReviewRow.step == review.step.value,
                    ReviewRow.voided_at.is_(None),
                )
                await self._session.execute(lost.values(voiding_values(review.voided)))


def _one(policy_id: UUID, department: str | None, others: ColumnElement[bool]) -> Select[PolicyRow]:
    statement = select(PolicyRow).where(PolicyRow.id == policy_id)
    if department is None:
        return statement
    return statement.where(or_(PolicyRow.department == department, others))


def _shown_state() -> ColumnElement[str]:
    """The state of the revision that stands for a policy: open before live before withdrawn."""
    order = case(
        (RevisionRow.state.in_(_OPEN), 0), (RevisionRow.state == RevisionState.LIVE.value, 1), else_=2
    )
    return (
        select(RevisionRow.state)
        .where(RevisionRow.policy_id == PolicyRow.id, RevisionRow.state != RevisionState.SUPERSEDED.value)
        .order_by(order)
        .limit(1)
        .correlate(PolicyRow)
        .scalar_subquery()
        .cast(String)
    )


def _listed(query: PolicyQuery) -> Select[PolicyRow]:
    statement = select(PolicyRow).order_by(PolicyRow.changed_at.desc(), PolicyRow.id.desc())
    if query.department is not None:
        own = PolicyRow.department == query.department
        statement = statement.where(shares(query.department) if query.shared else own)
    if query.states:
        statement = statement.where(_shown_state().in_([state.value for state in query.states]))
    if query.text.strip():
        statement = statement.where(_says(query.text.strip()))
    if said := _stated(query):
        statement = statement.where(_standing_revision(*said))
    if query.cursor:
        at, row_id = cursors.decode(query.cursor)
        statement = statement.where(tuple_(PolicyRow.changed_at, PolicyRow.id) < (at, row_id))
    return statement.limit(query.limit + 1)


def _stated(query: PolicyQuery) -> list[ColumnElement[bool]]:
    """What a revision that stands has to say. ISO days sort as text."""
    content = RevisionRow.content
    published = content["published_on"].astext
    said: list[ColumnElement[bool]] = []
    if query.theme:
        said.append(content["theme"].astext == query.theme)
    if query.kind is not None:
        said.append(content["kind"].astext == query.kind.value)
    if query.published_from is not None:
        said.append(published >= query.published_from.isoformat())
    if query.published_until is not None:
        said.append(published <= query.published_until.isoformat())
    if query.published_from or query.published_until:
        said.append(RevisionRow.number.is_not(None))
    return said


def _standing_revision(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    stands = RevisionRow.state != RevisionState.SUPERSEDED.value
    return (
        select(RevisionRow.id)
        .where(RevisionRow.policy_id == PolicyRow.id, stands, *conditions)
        .correlate(PolicyRow)
        .exists()
    )


def _says(text: str) -> ColumnElement[bool]:
    fields = ("title", "document_number")
    said = or_(*(RevisionRow.content[name].astext.icontains(text, autoescape=True) for name in fields))
    return (
        select(RevisionRow.id)
        .where(RevisionRow.policy_id == PolicyRow.id, said)
        .correlate(PolicyRow)
        .exists()
    )
