"""Published policies and what they say of one another, in PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.standing_tables import RelationRow
from publisher.adapters.tables import PolicyRow, RevisionRow
from publisher.domain.policies import Revision
from publisher.domain.relations import RelationKind, references
from publisher.domain.states import RevisionState
from publisher.handlers.relation_ports import Known
from shared.events import Department

_NUMBER = RevisionRow.content["document_number"].astext
_TITLE = RevisionRow.content["title"].astext
_NEWEST = (
    RevisionRow.number.is_not(None),
    RevisionRow.state.in_([RevisionState.LIVE.value, RevisionState.WITHDRAWN.value]),
)


class SqlRelations:
    """`Relations` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, text: str, limit: int) -> Sequence[Known]:
        said = or_(_TITLE.icontains(text, autoescape=True), _NUMBER.icontains(text, autoescape=True))
        newest = RevisionRow.published_at.desc()
        return await self._known(_published(said).order_by(newest, RevisionRow.id).limit(limit))

    async def by_id(self, policy_ids: Collection[UUID]) -> Mapping[UUID, Known]:
        found = await self._known(_published(PolicyRow.id.in_(policy_ids))) if policy_ids else ()
        return {each.policy_id: each for each in found}

    async def by_number(self, numbers: Collection[str]) -> Mapping[str, Known]:
        if not numbers:
            return {}
        found = await self._known(_published(_NUMBER.in_(numbers)).order_by(RevisionRow.published_at))
        return {each.document_number: each for each in found}

    async def pointing_at(self, policy_id: UUID) -> Sequence[tuple[RelationKind, Known]]:
        said = select(RelationRow.kind, RelationRow.policy_id).where(RelationRow.target_id == policy_id)
        rows = [(RelationKind(kind), source) for kind, source in await self._session.execute(said)]
        known = await self.by_id({source for _, source in rows})
        return [(kind, known[source]) for kind, source in rows if source in known]

    async def _known(self, statement: Select[Any]) -> Sequence[Known]:
        return [
            Known(policy_id, number, title, Department(code=code, name=name), state == RevisionState.LIVE)
            for policy_id, number, title, code, name, state in await self._session.execute(statement)
        ]


async def keep_relations(session: AsyncSession, revision: Revision) -> None:
    """What the revision that went live says takes the place of what the policy said before."""
    await session.execute(delete(RelationRow).where(RelationRow.policy_id == revision.policy_id))
    rows = [
        {
            "policy_id": revision.policy_id,
            "kind": kind.value,
            "position": place,
            "target_id": reference.policy_id,
            "document_number": reference.document_number,
            "title": reference.title,
        }
        for kind, place, reference in references(revision.content)
    ]
    if rows:
        await session.execute(insert(RelationRow), rows)


def _published(condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            PolicyRow.id, _NUMBER, _TITLE, PolicyRow.department, PolicyRow.department_name, RevisionRow.state
        )
        .join(RevisionRow, RevisionRow.policy_id == PolicyRow.id)
        .where(*_NEWEST, condition)
    )
