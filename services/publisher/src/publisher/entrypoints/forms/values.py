"""What a draft says, as the fields of its form."""

import json
from typing import Any, Final

from publisher.domain.policies import Revision
from publisher.domain.relations import as_line
from shared.events import Benefit, Interpretation, PolicyReference

WINDOWS: Final = 3

Values = dict[str, Any]


def values_of(revision: Revision) -> Values:
    """Text for every field of the form; lists for boxes that are ticked."""
    content = revision.content
    return {
        "version": revision.version,
        "kind": content.kind.value,
        "index_number": content.index_number,
        "title": content.title,
        "issuer_name": content.issuer.name if content.issuer else "",
        "joint_issuers": "\n".join(each.name for each in content.joint_issuers),
        "document_number": content.document_number,
        "written_on": _day(content.written_on),
        "published_on": _day(content.published_on),
        "effective_on": _day(content.effective_on),
        "expires_on": _day(content.expires_on),
        "theme": content.theme,
        "genre": content.genre,
        "summary": content.summary,
        "body": content.body,
        "keywords": "、".join(content.keywords),
        "basis": _references(content.basis),
        "implements": _references(content.implements),
        "replaces": _references(content.replaces),
        "replaced_by": _references(content.replaced_by),
        "relation_q": "",
        "disclosure": revision.decision.disclosure.value,
        "legal_reason": revision.decision.legal_reason or "",
        "legal_note": revision.decision.note,
        "channels": list(revision.channels),
        "criteria": _tree(content.criteria),
        **_benefit(content.benefit),
        **_interpretations(content.interpretations),
    }


def _tree(criteria: dict[str, Any] | None) -> str:
    """The criteria as JSON in the order in which people read a node; the database keeps no order."""
    return json.dumps(_ordered(criteria), ensure_ascii=False, indent=2) if criteria else ""


def _ordered(node: Any) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(node, list):
        return [_ordered(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {key: _ordered(node[key]) for key in sorted(node, key=_KEYS.index)}


_KEYS: Final = ["label", "clause", "fact", "op", "value", "at_least", "of", "all", "any", "not", "manual"]


def _benefit(benefit: Benefit | None) -> Values:
    item = benefit.service_item if benefit else None
    contact = benefit.contact if benefit else None
    return {
        "benefit_kind": benefit.kind.value if benefit else "",
        "amount_text": benefit.amount_text if benefit else "",
        "fixed_yuan": "、".join(str(each) for each in benefit.fixed_yuan) if benefit else "",
        "ratio": f"{(benefit.ratio * 100).normalize():f}" if benefit and benefit.ratio is not None else "",
        "cap_yuan": str(benefit.cap_yuan) if benefit and benefit.cap_yuan is not None else "",
        "materials": "\n".join(benefit.materials) if benefit else "",
        "procedure": benefit.procedure if benefit else "",
        "review_criteria": benefit.review_criteria if benefit else "",
        "item_code": item.code if item else "",
        "item_name": item.name if item else "",
        "item_url": item.url if item else "",
        "contact_name": contact.name if contact else "",
        "contact_phone": contact.phone if contact else "",
        **_windows(benefit),
    }


def _windows(benefit: Benefit | None) -> Values:
    windows = benefit.windows if benefit else ()
    values: Values = {"window_count": max(WINDOWS, len(windows))}
    for number in range(values["window_count"]):
        window = windows[number] if number < len(windows) else None
        values[f"window_{number}_first"] = _day(window.first if window else None)
        values[f"window_{number}_last"] = _day(window.last if window else None)
    return values


def _interpretations(interpretations: tuple[Interpretation, ...]) -> Values:
    values: Values = {"interpretation_count": max(1, len(interpretations))}
    for number in range(values["interpretation_count"]):
        each = interpretations[number] if number < len(interpretations) else None
        name = f"interpretation_{number}"
        values[f"{name}_kind"] = each.kind.value if each else "official"
        values[f"{name}_title"] = each.title if each else ""
        values[f"{name}_body"] = each.body if each else ""
        values[f"{name}_video"] = (each.video_url or "") if each else ""
        asked = [f"问：{q.question}\n答：{q.answer}" for q in each.questions] if each else []
        values[f"{name}_questions"] = "\n\n".join(asked)
    return values


def _references(references: tuple[PolicyReference, ...]) -> str:
    return "\n".join(as_line(each) for each in references)


def _day(day: object) -> str:
    return str(day) if day else ""
