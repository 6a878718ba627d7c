"""What was typed into the benefit form, as a benefit."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from publisher.domain.errors import Invalid
from publisher.domain.plausible import check_benefit
from publisher.entrypoints.forms.benefit_values import ROWS
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.forms.sums import plain, yuan_of
from shared.events import Benefit
from shared.web.sentences import form_errors

_MOST_ROWS: Final = 200
_MORE: Final = 3
_BETWEEN: Final = re.compile("[、;\uff1b\n]")


@dataclass(frozen=True)
class BenefitForm:
    """The form as it was sent: the benefit where it could be read, else what is wrong beside each field."""

    values: dict[str, Any]
    version: int
    benefit: Benefit | None = None
    errors: dict[str, str] = field(default_factory=dict)


def read_benefit(form: FormData, more: str = "") -> BenefitForm:
    """Read the form; `more` names the rows of which a few empty ones are asked for."""
    fields = Fields(form)
    counts = {name: max(least, fields.number(f"{name}_count", _MOST_ROWS)) for name, least in ROWS.items()}
    values: dict[str, Any] = {
        name: value for name, value in form.items() if isinstance(value, str) and name != "csrf_token"
    }
    grown = {name: count + _MORE * (name == more) for name, count in counts.items()}
    values |= {f"{name}_count": min(_MOST_ROWS, count) for name, count in grown.items()}
    version = fields.number("version", 10**9)
    raw = _Reader(fields, counts).read()
    if fields.errors:
        return BenefitForm(values, version, errors=fields.errors)
    try:
        benefit = Benefit.model_validate(raw)
        check_benefit(benefit)
    except ValidationError as error:
        wrong = {field_of(name): text for name, text in form_errors(error.errors()).items()}
        return BenefitForm(values, version, errors=wrong)
    except Invalid as refusal:
        return BenefitForm(
            values, version, errors={field_of(refusal.pointer.removeprefix("/benefit")): str(refusal)}
        )
    return BenefitForm(values, version, benefit)


_FIELD_OF: Final = {"kind": "benefit_kind", "consultation": "from_smes", "service_item": "item"}
_ROW_OF: Final = {"windows": "window", "tiers": "tier", "materials": "material"}
_PART_OF: Final = {"cap_yuan": "cap"}


def field_of(pointer: str) -> str:
    """The form's field for a pointer into the benefit: `tiers/0/cap_yuan` is `tier_0_cap`."""
    first, *rest = pointer.strip("/").split("/")
    if first in _ROW_OF:
        return "_".join((_ROW_OF[first], *(_PART_OF.get(part, part) for part in rest)))
    return "_".join((_FIELD_OF.get(first, first), *rest))


class _Reader:
    def __init__(self, fields: Fields, counts: dict[str, int]) -> None:
        self._fields = fields
        self._counts = counts

    def read(self) -> dict[str, Any]:
        fields = self._fields
        if not fields.text("benefit_kind"):
            fields.errors["benefit_kind"] = "请选择优惠方式。"
        contacts = list(self._rows("contact", self._contact))
        item = {name: fields.text(f"item_{name}") for name in ("code", "name", "url")}
        return {
            "kind": fields.text("benefit_kind"),
            "amount_text": fields.text("amount_text"),
            "review_criteria": fields.text("review_criteria"),
            "fixed_yuan": self._sums("fixed_yuan"),
            "ratio": fields.percentage("ratio"),
            "cap_yuan": self._sum("cap_yuan", fields.text("cap_yuan")),
            "tiers": list(self._rows("tier", self._tier)),
            "windows": list(self._rows("window", self._window)),
            "rolling": bool(fields.text("rolling")),
            "materials": list(self._rows("material", fields.text)),
            "procedure": "\n".join(self._rows("step", fields.text)),
            "service_item": item if any(item.values()) else None,
            "contact": contacts[0] if contacts else None,
            "further_contacts": contacts[1:],
            "universal": bool(fields.text("universal")),
            "consultation": self._consultation(),
        }

    def _rows(self, name: str, read: Callable[[str], Any]) -> Iterator[Any]:
        """What stands in the rows that are not empty, in their order."""
        for number in range(self._counts[name]):
            if row := read(f"{name}_{number}"):
                yield row

    def _sum(self, name: str, text: str) -> str | None:
        amount = yuan_of(text) if text else None
        if text and amount is None:
            self._fields.errors[name] = f"“{text[:20]}”不是金额，请写成 500000 或 50万元。"
        return plain(amount) or None

    def _sums(self, name: str) -> list[str]:
        """Several sums; a comma parts thousands, never sums."""
        words = filter(str.strip, _BETWEEN.split(self._fields.text(name)))
        return [found for word in words if (found := self._sum(name, word.strip()))]

    def _tier(self, name: str) -> dict[str, Any] | None:
        fields = self._fields
        tier = {
            "when": fields.text(f"{name}_when"),
            "yuan": self._sum(f"{name}_yuan", fields.text(f"{name}_yuan")),
            "ratio": fields.percentage(f"{name}_ratio"),
            "cap_yuan": self._sum(f"{name}_cap", fields.text(f"{name}_cap")),
        }
        if not any(fields.text(f"{name}_{part}") for part in ("when", "yuan", "ratio", "cap")):
            return None
        if not tier["when"]:
            fields.errors[f"{name}_when"] = "请写明这一档给哪些企业或哪种情形。"
        if fields.text(f"{name}_yuan") and fields.text(f"{name}_ratio"):
            fields.errors[f"{name}_yuan"] = "同一档请写定额，或者写比例和上限，不要都写。"
        return tier

    def _window(self, name: str) -> dict[str, str] | None:
        fields = self._fields
        names = (f"{name}_first", f"{name}_last")
        first, last = (fields.day(each) for each in names)
        if first and last and last < first:
            fields.errors[names[1]] = "最后一天不能早于第一天。"
        elif first and last:
            return {"first": first, "last": last}
        elif (first or last) and not fields.errors.keys() & set(names):
            fields.errors[names[1] if first else names[0]] = "申报期要有第一天和最后一天。"
        return None

    def _contact(self, name: str) -> dict[str, str] | None:
        contact = {part: self._fields.text(f"{name}_{part}") for part in ("name", "phone")}
        if not any(contact.values()):
            return None
        if not contact["phone"]:
            self._fields.errors[f"{name}_phone"] = "请填写咨询电话。"
        return contact

    def _consultation(self) -> dict[str, Any] | None:
        fields = self._fields
        typed = {name: fields.text(name) for name in ("opinions", "from_smes", "consultation_note")}
        if not any(typed.values()):
            return None
        for name in ("opinions", "from_smes"):
            if not (typed[name].isascii() and typed[name].isdecimal() and len(typed[name]) < 8):
                fields.errors[name] = "请填写条数，没有则填 0。"
        return {
            "opinions": typed["opinions"],
            "from_smes": typed["from_smes"],
            "note": typed["consultation_note"],
        }
