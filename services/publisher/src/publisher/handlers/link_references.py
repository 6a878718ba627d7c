"""Know the policies that a draft refers to: by their id, or by their document number."""

from uuid import UUID

from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from publisher.domain.relations import RelationKind, proper, references
from publisher.handlers.ports import Unit
from publisher.handlers.relation_ports import Known
from shared.events import PolicyReference


async def link_references(unit: Unit, content: DraftContent, own_id: UUID | None = None) -> DraftContent:
    """The content with each reference in its proper form, and with the id of the policy where it has one.

    Raises Invalid for an id that no published policy has, for a reference to itself, or to nothing.
    """
    found = [(kind, place, proper(reference)) for kind, place, reference in references(content)]
    by_id = await unit.relations.by_id({r.policy_id for _, _, r in found if r.policy_id})
    by_number = await unit.relations.by_number({r.document_number for _, _, r in found if r.document_number})
    linked: dict[str, list[PolicyReference]] = {kind.value: [] for kind in RelationKind}
    for kind, place, reference in found:
        pointer = f"/{kind}/{place}"
        known = _known(reference, by_id.get(reference.policy_id) if reference.policy_id else None, pointer)
        known = known or by_number.get(reference.document_number)
        if known and known.policy_id == own_id:
            raise Invalid("文件不能与自己相关，请改填另一份文件。", pointer)
        linked[kind.value].append(_linked(reference, known))
    return content.model_copy(update={name: tuple(each) for name, each in linked.items()})


def _known(reference: PolicyReference, known: Known | None, pointer: str) -> Known | None:
    if not (reference.document_number or reference.title or reference.policy_id):
        raise Invalid("请写明相关文件的发文字号或标题。", pointer)
    if reference.policy_id and known is None:
        raise Invalid("没有已发布的这份文件，请按标题或发文字号重新查找。", f"{pointer}/policy_id")
    return known


def _linked(reference: PolicyReference, known: Known | None) -> PolicyReference:
    if known is None:
        return reference
    return PolicyReference(
        document_number=known.document_number, title=reference.title or known.title, policy_id=known.policy_id
    )
