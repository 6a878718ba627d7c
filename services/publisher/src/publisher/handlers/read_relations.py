"""A policy's relations, followed in both directions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from publisher.domain.policies import Policy
from publisher.domain.relations import INVERSE_LABELS, LABELS, RelationKind, references
from publisher.handlers.access import reading_scope
from publisher.handlers.ports import Unit
from publisher.handlers.read_policies import read_policy
from publisher.handlers.relation_ports import Known
from shared.events import PolicyReference
from shared.identity import Principal

_MOST: Final = 10


@dataclass(frozen=True)
class Related:
    """Another document and what it is to the policy; `known` where Huiqi published it.

    `stated_by_it` where the other document says so, not this one.
    """

    label: str
    kind: RelationKind
    stated_by_it: bool
    reference: PolicyReference
    known: Known | None = None


async def read_relations(unit: Unit, principal: Principal, policy_id: UUID) -> Sequence[Related]:
    """Both directions; raises NotFound for another department's policy."""
    return await relations_of(unit, await read_policy(unit, principal, policy_id))


async def relations_of(unit: Unit, policy: Policy) -> Sequence[Related]:
    """What the policy's shown revision says of others, and what others that were published say of it."""
    said = [(kind, reference) for kind, _, reference in references(policy.shown.content)]
    if policy.withdrawal and policy.withdrawal.successor:
        said.append((RelationKind.REPLACED_BY, policy.withdrawal.successor))
    known = await unit.relations.by_id({each.policy_id for _, each in said if each.policy_id})
    stated = [
        Related(LABELS[kind], kind, False, each, known.get(each.policy_id) if each.policy_id else None)
        for kind, each in said
    ]
    found = [
        Related(INVERSE_LABELS[kind], kind, True, _reference(each), each)
        for kind, each in await unit.relations.pointing_at(policy.id)
    ]
    return list(_once([*stated, *found]))


async def find_published(unit: Unit, principal: Principal, text: str) -> Sequence[Known]:
    """Published policies of any department whose title or document number contains the text."""
    reading_scope(principal)
    return await unit.relations.find(text.strip(), _MOST) if text.strip() else ()


def to_withdraw(policy: Policy, related: Sequence[Related]) -> Sequence[Known]:
    """Policies of the same department that this one replaces and that are still in force."""
    if policy.live is None:
        return ()
    return [
        each.known
        for each in related
        if each.kind is RelationKind.REPLACES and not each.stated_by_it
        if each.known and each.known.in_force and each.known.department.code == policy.department.code
    ]


def _reference(known: Known) -> PolicyReference:
    return PolicyReference(
        document_number=known.document_number, title=known.title, policy_id=known.policy_id
    )


def _once(related: Sequence[Related]) -> Iterator[Related]:
    """Each document once under a label, though both sides say so."""
    seen: set[tuple[str, object]] = set()
    for each in related:
        key = (each.label, each.reference.policy_id or (each.reference.document_number, each.reference.title))
        if key not in seen:
            seen.add(key)
            yield each
