"""Finding related documents from within the draft's form, without losing what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from starlette.datastructures import FormData

from publisher.domain.relations import RelationKind, as_line
from publisher.handlers.ports import Unit
from publisher.handlers.read_relations import find_published
from publisher.handlers.relation_ports import Known
from shared.events import PolicyReference
from shared.identity import Principal

_FIND: Final = "find"
_RELATE: Final = "relate"


@dataclass(frozen=True)
class Finding:
    """What was found for which words; and the fields that changed by choosing one."""

    text: str
    known: Sequence[Known]
    values: dict[str, Any]


async def find_related(
    unit: Unit, principal: Principal, form: FormData, values: dict[str, Any]
) -> Finding | None:
    """Answer the form's button “查找”, or one that takes a found document over; None for other buttons."""
    act, _, rest = str(form.get("do") or "").partition(":")
    if act not in {_FIND, _RELATE}:
        return None
    text = str(values.get("relation_q") or "")[:100]
    changed = await _related(unit, rest, values) if act == _RELATE else {}
    return Finding(text, await find_published(unit, principal, text), changed)


async def _related(unit: Unit, chosen: str, values: dict[str, Any]) -> dict[str, Any]:
    """The field of a relation with one more line; nothing where the button was forged."""
    kind, _, policy_id = chosen.partition(":")
    try:
        field, wanted = RelationKind(kind).value, UUID(policy_id)
    except ValueError:
        return {}
    known = (await unit.relations.by_id([wanted])).get(wanted)
    if known is None:
        return {}
    line = as_line(PolicyReference(document_number=known.document_number, title=known.title))
    typed = str(values.get(field) or "").rstrip()
    return {field: typed if line in typed.splitlines() else f"{typed}\n{line}".strip()}
