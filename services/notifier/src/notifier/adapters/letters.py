"""Puts messages into words with Jinja2, from one template for each kind and language."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import jinja2

from notifier.domain.letter import Letter, parse
from notifier.domain.read import StoredMessage
from notifier.domain.windows import current_window, day_words, deadline_words, phase
from shared.criteria import FACTS, say_value
from shared.events import PolicyBrief, Window
from shared.vocabulary import APPLICATION_STATES, WITHDRAWAL_KINDS

LANGUAGES: Final = ("zh", "en")
FOLDER: Final = Path(__file__).parent.parent / "templates" / "messages"

_APPLICATION_STATES_EN: Final = {
    "received": "received",
    "accepted": "accepted",
    "supplement_required": "in need of a supplement",
    "under_review": "under review",
    "approved": "approved",
    "rejected": "rejected",
    "disbursed": "paid out",
}
_SPACES: Final = re.compile(r"\s+")


class JinjaLetters:
    """Implements `ports.Letters`. Addresses in letters begin with `public_url`."""

    def __init__(self, public_url: str) -> None:
        self._site = public_url.rstrip("/")
        self._env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(FOLDER),
            autoescape=False,  # noqa: S701 (plain text; `Letter.html` escapes)
            undefined=jinja2.StrictUndefined,
            finalize=_on_one_line,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, stored: StoredMessage, today: date, language: str = "zh") -> Letter:
        """Return the message in words as of `today`."""
        template = self._env.get_template(f"{language}/{stored.message.kind}.txt")
        return parse(template.render(self._context(stored, today, language)))

    def _context(self, stored: StoredMessage, today: date, language: str) -> dict[str, Any]:
        brief = stored.brief
        details = stored.message.details
        window = _window(stored, today)
        return {
            "title": stored.title,
            "number": brief.document_number if brief else "",
            "issuer": brief.issuer.name if brief else details.get("issuer_name", ""),
            "amount": brief.amount_text.rstrip("。；") if brief else "",
            "deadline": deadline_words(window, today, language),
            "phase": phase(window, today),
            "policy_url": f"{self._site}/biz/policies/{stored.message.policy_id}",
            "why_url": f"{self._site}/my/matches/{stored.message.policy_id}",
            "file_url": _file_url(brief),
            "enterprise": details.get("enterprise_name", ""),
            "d": details,
            "reasons": [_reason(reason, language) for reason in details.get("reasons", ())],
            "seen": [_reason(r, language) + _seen(r, language) for r in details.get("reasons", ())],
            "missing": [_fact_label(name) for name in details.get("missing", ())],
            "withdrawal": stored.withdrawal,
            "withdrawal_word": WITHDRAWAL_KINDS[stored.withdrawal.kind] if stored.withdrawal else "",
            "state": _state(details, language),
            "offset": stored.message.offset,
            "money": money,
            "day": lambda iso: day_words(date.fromisoformat(iso[:10]), today, language),
        }


def money(yuan: str) -> str:
    """Say an amount in yuan as people do: 50 万元, or to the cent where 万 would not be exact."""
    amount = Decimal(yuan)
    if amount and amount % 100 == 0 and abs(amount) >= 10_000:
        return f"{(amount / 10_000).normalize():f} 万元"
    return f"{amount:,.2f}".removesuffix(".00") + " 元"


def _window(stored: StoredMessage, today: date) -> Window | None:
    """The window that the message is about, or the one that counts now."""
    about = stored.message.details.get("window")
    if about:
        return Window.model_validate(about)
    return current_window(stored.brief.windows if stored.brief else (), today)


def _file_url(brief: PolicyBrief | None) -> str:
    """Only an address that a browser opens as a page; anything else is left out."""
    url = brief.service_item.url if brief and brief.service_item else ""
    safe = urlsplit(url).scheme in ("https", "http") and not _SPACES.search(url)
    return url if safe else ""


def _reason(reason: Mapping[str, Any], language: str) -> str:
    clause = reason.get("clause")
    words = str(reason["label"])
    if not clause:
        return words
    return f"{words}（{clause}）" if language == "zh" else f"{words} ({clause})"


def _fact_label(name: str) -> str:
    fact = FACTS.get(name)
    return fact.label if fact else name


def _seen(reason: Mapping[str, Any], language: str) -> str:
    """The value that decided; nothing where no fact did."""
    fact = FACTS.get(str(reason.get("fact")))
    if fact is None:
        return ""
    value = say_value(fact, reason.get("value_seen"))
    return f"，目前：{value}" if language == "zh" else f"; now: {value}"


def _state(details: Mapping[str, Any], language: str) -> str:
    labels = APPLICATION_STATES if language == "zh" else _APPLICATION_STATES_EN
    return labels.get(str(details.get("state", "")), "")


def _on_one_line(value: object) -> object:
    return _SPACES.sub(" ", value).strip() if isinstance(value, str) else value
