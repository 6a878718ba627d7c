"""Puts messages into words with Jinja2, from one template for each kind and language."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import jinja2

from notifier.adapters.letter_words import (
    change_words,
    fact_label,
    money,
    reason_words,
    seen_words,
    state_words,
    withdrawal_word,
)
from notifier.domain.kinds import MessageKind
from notifier.domain.letter import Letter, parse
from notifier.domain.read import StoredMessage
from notifier.domain.windows import current_window, day_words, deadline_words, phase
from shared.events import PolicyBrief, Window

LANGUAGES: Final = ("zh", "en")
FOLDER: Final = Path(__file__).parent.parent / "templates" / "messages"

_SPACES: Final = re.compile(r"\s+")
# What begins a block in a template; no value may.
_MARKS: Final = re.compile(r"^(?:=>|\*>?)\s*")
MOST_LINES: Final = 30


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
        return parse(template.render(self._context(stored, today, language)), language)

    def digest(self, parts: Sequence[StoredMessage], today: date, language: str = "zh") -> Letter:
        """Return several messages as one: a line each, with where it leads."""
        shown = [(_url_of(self._context(part, today, language)), part) for part in parts[:MOST_LINES]]
        given = {
            "enterprise": parts[0].message.details.get("enterprise_name", ""),
            "count": len(parts),
            "lines": [(url, self.write(part, today, language).subject) for url, part in shown],
            "more": len(parts) - len(shown),
            "matches": sum(part.message.kind is MessageKind.NEW_MATCH for part in parts),
            "inbox_url": f"{self._site}/my/inbox/",
        }
        return parse(self._env.get_template(f"{language}/digest.txt").render(given), language)

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
            "reasons": [reason_words(reason, language) for reason in details.get("reasons", ())],
            "seen": [reason_words(r, language) + seen_words(r, language) for r in details.get("reasons", ())],
            "missing": [fact_label(name) for name in details.get("missing", ())],
            "changes": [change_words(change, language) for change in details.get("changes", ())],
            "fact": fact_label(str(details.get("fact", ""))),
            "question_url": f"{self._site}/my/questions",
            "withdrawal": stored.withdrawal,
            "withdrawal_word": withdrawal_word(stored.withdrawal, language),
            "state": state_words(details, language),
            "offset": stored.message.offset,
            "money": lambda yuan: money(yuan, language),
            "day": lambda iso: day_words(date.fromisoformat(iso[:10]), today, language),
        }


def _url_of(context: Mapping[str, Any]) -> str:
    """Where a line of a digest leads: to the policy's page, where the button to file is."""
    return str(context["policy_url"])


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


def _on_one_line(value: object) -> object:
    return _MARKS.sub("", _SPACES.sub(" ", value).strip()) if isinstance(value, str) else value
