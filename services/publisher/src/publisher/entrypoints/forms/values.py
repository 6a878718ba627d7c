"""What a draft says, as the fields of its form."""

from typing import Any

from publisher.domain.policies import Revision
from publisher.domain.relations import as_line
from shared.events import Interpretation, PolicyReference

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
        **_interpretations(content.interpretations),
    }


def _interpretations(interpretations: tuple[Interpretation, ...]) -> Values:
    values: Values = {"interpretation_count": max(1, len(interpretations))}
    for number in range(values["interpretation_count"]):
        each = interpretations[number] if number < len(interpretations) else None
        name = f"interpretation_{number}"
        values[f"{name}_kind"] = each.kind.value if each else "official"
        values[f"{name}_title"] = each.title if each else ""
        values[f"{name}_body"] = each.body if each else ""
        values[f"{name}_picture"] = each.picture.sha256 if each and each.picture else ""
        values[f"{name}_video"] = (each.video_url or "") if each else ""
        asked = [f"问：{q.question}\n答：{q.answer}" for q in each.questions] if each else []
        values[f"{name}_questions"] = "\n\n".join(asked)
    return values


def _references(references: tuple[PolicyReference, ...]) -> str:
    return "\n".join(as_line(each) for each in references)


def _day(day: object) -> str:
    return str(day) if day else ""
