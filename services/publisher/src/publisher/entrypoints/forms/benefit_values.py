"""What a draft gives, as the fields of the benefit form."""

from collections.abc import Sequence
from typing import Any, Final

from publisher.entrypoints.forms.sums import plain
from shared.events import Benefit, Contact

Values = dict[str, Any]
ROWS: Final = {"window": 2, "tier": 2, "material": 3, "step": 3, "contact": 1}
"""Rows that are shown at least, by what they hold."""


def benefit_values(benefit: Benefit | None) -> Values:
    """Text for every field of the form, with an empty row to go on in."""
    if benefit is None:
        return _single(None) | {f"{name}_count": least for name, least in ROWS.items()}
    return _single(benefit) | _rows(benefit)


def _single(benefit: Benefit | None) -> Values:
    item = benefit.service_item if benefit else None
    heard = benefit.consultation if benefit else None
    return {
        "benefit_kind": benefit.kind.value if benefit else "",
        "amount_text": benefit.amount_text if benefit else "",
        "fixed_yuan": "、".join(map(plain, benefit.fixed_yuan)) if benefit else "",
        "ratio": plain(benefit.ratio * 100) if benefit and benefit.ratio is not None else "",
        "cap_yuan": plain(benefit.cap_yuan) if benefit else "",
        "rolling": "on" if benefit and benefit.rolling else "",
        "review_criteria": benefit.review_criteria if benefit else "",
        **{f"item_{name}": getattr(item, name) if item else "" for name in ("code", "name", "url")},
        "universal": "on" if benefit and benefit.universal else "",
        "opinions": str(heard.opinions) if heard else "",
        "from_smes": str(heard.from_smes) if heard else "",
        "consultation_note": heard.note if heard else "",
    }


def _rows(benefit: Benefit) -> Values:
    contacts: Sequence[Contact] = (*([benefit.contact] if benefit.contact else ()), *benefit.further_contacts)
    rows: dict[str, list[dict[str, str]]] = {
        "window": [{"first": str(each.first), "last": str(each.last)} for each in benefit.windows],
        "tier": [
            {
                "when": each.when,
                "yuan": plain(each.yuan),
                "ratio": plain(each.ratio * 100) if each.ratio is not None else "",
                "cap": plain(each.cap_yuan),
            }
            for each in benefit.tiers
        ],
        "material": [{"": each} for each in benefit.materials],
        "step": [{"": line} for line in benefit.procedure.split("\n") if line.strip()],
        "contact": [{"name": each.name, "phone": each.phone} for each in contacts],
    }
    values: Values = {name: max(least, len(rows[name[:-6]]) + 1) for name, least in _counts().items()}
    for name, held in rows.items():
        for number, row in enumerate(held):
            values |= {f"{name}_{number}{'_' if part else ''}{part}": text for part, text in row.items()}
    return values


def _counts() -> dict[str, int]:
    return {f"{name}_count": least for name, least in ROWS.items()}
