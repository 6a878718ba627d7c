"""What was typed into the draft's form, as a draft."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from publisher.domain.extraction.issuers import department
from publisher.domain.relations import RelationKind, from_line
from publisher.entrypoints.forms.fields import Fields
from shared.vocabulary import CHANNELS
from shared.web.sentences import form_errors

_QUESTION: Final = re.compile(
    r"^问[:\uff1a]\s*(.+?)\n\s*答[:\uff1a]\s*(.+?)(?=\n+\s*问[:\uff1a]|\Z)", re.DOTALL | re.MULTILINE
)
_MOST: Final = 20
# Fields of the content whose form fields have other names.
_FIELD_OF: Final = {
    "issuer": "issuer_name",
    "interpretations": "interpretation_0_body",
}


@dataclass(frozen=True)
class DraftForm:
    """The form as it was sent: the draft where it could be read, else what is wrong beside each field."""

    values: dict[str, Any]
    version: int
    content: DraftContent | None = None
    decision: DisclosureDecision | None = None
    channels: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)

    def refused(self, refusal: Invalid) -> dict[str, str]:
        """Beside which field a refusal of the rules belongs."""
        return {field_of(refusal.pointer): str(refusal)}


def read_form(form: FormData, base: DraftContent) -> DraftForm:
    """Read the form. What it has no field for (attachments, benefit, criteria) stays as `base` has it."""
    fields = Fields(form)
    values = _as_typed(form)
    raw = _content(fields, base)
    decision = _decision(fields)
    version = fields.number("version", 10**9)
    channels = tuple(each for each in fields.ticked("channels") if each in CHANNELS)
    if fields.errors:
        return DraftForm(values, version, errors=fields.errors)
    try:
        content = DraftContent.model_validate(raw)
    except ValidationError as error:
        wrong = {_FIELD_OF.get(name, name): text for name, text in form_errors(error.errors()).items()}
        return DraftForm(values, version, errors=wrong)
    return DraftForm(values, version, content, decision, channels)


def field_of(pointer: str) -> str:
    """The form's field for a JSON pointer into the content."""
    path = pointer.strip("/")
    name = path.split("/")[0]
    return _FIELD_OF.get(path) or _FIELD_OF.get(name, name)


def _as_typed(form: FormData) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: value for name, value in form.items() if isinstance(value, str) and name != "csrf_token"
    }
    values["channels"] = [value for value in form.getlist("channels") if isinstance(value, str)]
    fields = Fields(form)
    values["interpretation_count"] = max(1, fields.number("interpretation_count", _MOST))
    return values


def _decision(fields: Fields) -> DisclosureDecision | None:
    try:
        chosen = Disclosure(fields.text("disclosure") or Disclosure.UNDECIDED)
        return DisclosureDecision.of(chosen, fields.text("legal_reason"), fields.text("legal_note"))
    except Invalid as refusal:
        fields.errors[refusal.pointer.strip("/")] = str(refusal)
    except ValueError:
        fields.errors["disclosure"] = "请选择公开属性。"
    return None


def _content(fields: Fields, base: DraftContent) -> dict[str, Any]:
    kind = "benefit" if fields.text("kind") == "benefit" else "document"
    issuer = base.issuer.model_dump() if base.issuer else {"code": ""}
    name = fields.text("issuer_name")
    return {
        **base.model_dump(mode="json"),
        **{name: fields.text(name) for name in _TEXTS},
        **{name: fields.day(name) for name in _DAYS},
        "kind": kind,
        "issuer": issuer | {"name": name} if name else None,
        "joint_issuers": [department(each).model_dump() for each in fields.lines("joint_issuers")],
        "keywords": fields.words("keywords"),
        **{kind.value: [_reference(line) for line in fields.lines(kind)] for kind in RelationKind},
        "interpretations": _interpretations(fields, base),
        **({} if kind == "benefit" else {"benefit": None, "criteria": None}),
    }


_TEXTS: Final = ("index_number", "title", "document_number", "theme", "genre", "summary", "body")
_DAYS: Final = ("written_on", "published_on", "effective_on", "expires_on")


def _reference(line: str) -> dict[str, Any]:
    return from_line(line).model_dump(mode="json")


def _interpretations(fields: Fields, base: DraftContent) -> list[dict[str, Any]]:
    found = []
    pictures = {each.picture.sha256: each.picture for each in base.interpretations if each.picture}
    for number in range(max(1, fields.number("interpretation_count", _MOST))):
        name = f"interpretation_{number}"
        title, body = fields.text(f"{name}_title"), fields.text(f"{name}_body")
        questions = _questions(fields, f"{name}_questions")
        if not (title or body or questions):
            continue
        if not title or not body:
            fields.errors[f"{name}_{'body' if title else 'title'}"] = "政策解读要有标题和正文。"
        picture = pictures.get(fields.text(f"{name}_picture"))
        found.append(
            {
                "picture": picture.model_dump() if picture else None,
                "kind": fields.text(f"{name}_kind") or "official",
                "title": title,
                "body": body,
                "questions": questions,
                "video_url": fields.text(f"{name}_video") or None,
            }
        )
    return found


def _questions(fields: Fields, name: str) -> list[dict[str, str]]:
    text = fields.text(name)
    found = _QUESTION.findall(text)
    if _QUESTION.sub("", text).strip():
        fields.errors[name] = "请一问一答地写：一行以“问：”开头，下一行以“答：”开头。"
    return [{"question": question.strip(), "answer": answer.strip()} for question, answer in found]
