"""Who reads the gazette (政府公报) by mail, without an account: what is sent, and how often one is asked."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from notifier.domain.letter import Action, Entry, Letter, Paragraph
from shared.events import GazetteDocument, GazetteIssued

TO_CONFIRM: Final = timedelta(hours=48)
"""Who does not confirm by then is forgotten."""
BETWEEN_ASKING: Final = timedelta(minutes=10)
MOST_ASKED_A_DAY: Final = 3
"""Letters to one address that nobody confirmed to be theirs, whoever enters it."""
NO_NEWS_AFTER: Final = timedelta(days=62)
_LISTED: Final = 40
_NAMESPACE: Final = UUID("5b0f5f0e-4f2e-4b4e-9d43-0a6d0b1a7c11")
_SPACES: Final = re.compile(r"\s+")


class LetterKind(StrEnum):
    """What a letter is for."""

    CONFIRM = "confirm"
    # The address subscribes already: said by mail alone, so that the page tells nobody whether it does.
    ALREADY = "already"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody's address; confirmed once its owner said so. `asked` counts letters since `asked_since`."""

    id: UUID
    address: str
    confirmed_at: datetime | None
    asked: int
    asked_at: datetime
    asked_since: datetime


@dataclass(frozen=True, slots=True)
class DueLetter:
    """A letter that was claimed; `attempt` counts from 1. `issue` is set for letters of that kind."""

    id: UUID
    subscriber_id: UUID
    address: str
    kind: LetterKind
    attempt: int
    created_at: datetime
    leased_until: datetime
    issue: GazetteIssued | None
    traceparent: str | None


def letter_id(subscriber_id: UUID, kind: LetterKind, occasion: str) -> UUID:
    """Return the identity of a letter: the same again is the same letter."""
    return uuid5(_NAMESPACE, f"{subscriber_id}:{kind}:{occasion}")


def may_ask(known: Subscriber, now: datetime) -> bool:
    """Tell whether the address may be written to again because somebody entered it."""
    if now - known.asked_since >= timedelta(days=1):
        return True
    return known.asked < MOST_ASKED_A_DAY and now - known.asked_at >= BETWEEN_ASKING


def is_news(closed_on: date, today: date) -> bool:
    """Tell whether an issue is worth a letter: an old one comes again when topics are read from the start."""
    return today - closed_on <= NO_NEWS_AFTER


def confirming(address: str) -> Letter:
    """Return the letter that asks for confirmation. `address` is the page on which it is given."""
    hours = int(TO_CONFIRM.total_seconds()) // 3600
    blocks = (
        Paragraph("有人（应当是您）在惠企平台填写了这个邮箱，想在每期政府公报编成后收到邮件。"),
        Paragraph(f"请在 {hours} 小时内打开下面的页面确认。没有确认，不会再发来公报。"),
        Action(address, "确认订阅政府公报"),
        Paragraph("如果不是您本人填写的，不用理会：没有确认的邮箱会自动删去。"),
    )
    return Letter("请确认订阅政府公报", blocks)


def already(site: str) -> Letter:
    """Return the letter for who subscribes already."""
    blocks = (
        Paragraph("您刚才在惠企平台又填写了这个邮箱。它已经订阅了政府公报，不用再做什么。"),
        Action(f"{site}/gov/gazette", "看已出的公报"),
        Paragraph("如果不是您本人填写的，不用理会。"),
    )
    return Letter("您已订阅政府公报", blocks)


def announcing(issue: GazetteIssued, site: str) -> Letter:
    """Return the letter that tells of an issue. Addresses begin with `site`."""
    shown = issue.documents[:_LISTED]
    entries = tuple(Entry(f"{site}/gov/policies/{one.policy_id}", _named(one)) for one in shown)
    more = issue.count - len(shown)
    rest = (Paragraph(f"另有 {more} 份，见全文。"),) if more > 0 else ()
    actions = (
        Action(f"{site}{issue.address}", "在线阅读本期"),
        Action(f"{site}{issue.pdf_address}", "下载 PDF"),
    )
    first = Paragraph(f"{_on_one_line(issue.title)}已经编成，收录 {issue.count} 份政策文件。")
    return Letter(_on_one_line(issue.title), (first, *entries, *rest, *actions))


def _named(document: GazetteDocument) -> str:
    number = f"（{document.document_number}）" if document.document_number else ""
    return _on_one_line(f"{document.title}{number}，{document.issuer_name}")


def _on_one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
