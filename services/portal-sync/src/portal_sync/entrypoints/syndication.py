"""Atom feed and sitemap of what a channel shows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID
from xml.sax.saxutils import escape

from feedgen.feed import FeedGenerator

from portal_sync.domain.card import Card
from portal_sync.domain.routing import ChannelRule
from shared.clock import SHANGHAI
from shared.vocabulary import CHANNELS, THEMES

# What XML 1.0 cannot hold, however it is written.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Addressed:
    """Absolute addresses of one channel."""

    site: str
    folder: str

    @property
    def channel(self) -> str:
        return f"{self.site}/{self.folder}/"

    def policy(self, policy_id: UUID) -> str:
        return f"{self.channel}policies/{policy_id}"


def atom_feed(addressed: Addressed, rule: ChannelRule, cards: Sequence[Card]) -> bytes:
    """Return an Atom feed, newest first. Its id and its entries' ids never change."""
    feed = FeedGenerator()
    feed.id(addressed.channel)
    feed.title(f"惠企 · {CHANNELS[rule.name]}")
    feed.subtitle("新发布、新修订和已失效的政策文件")
    feed.language("zh-CN")
    feed.link(href=addressed.channel, rel="alternate")
    feed.link(href=f"{addressed.channel}feed.atom", rel="self")
    feed.author(name="上海市普陀区")
    feed.updated(max(map(_changed_at, cards), default=datetime(2026, 1, 1, tzinfo=SHANGHAI)))
    for card in cards:
        _add_entry(feed, addressed, card)
    written: bytes = feed.atom_str(pretty=True)
    return written


def sitemap(site: str, listed: Iterable[tuple[Addressed, Sequence[tuple[UUID, datetime]]]]) -> bytes:
    """Return the sitemap of the channels' documents."""
    places: list[tuple[str, str | None]] = [
        (f"{site}/", None),
        (f"{site}/gov/", None),
        (f"{site}/biz/", None),
        (f"{site}/gov/results", None),
    ]
    for addressed, policies in listed:
        places += [(addressed.policy(policy_id), moment.isoformat()) for policy_id, moment in policies]
    urls = "".join(
        f"<url><loc>{escape(place)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>\n"
        for place, changed in places
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}">\n{urls}</urlset>\n'.encode()


def _add_entry(feed: FeedGenerator, addressed: Addressed, card: Card) -> None:
    content = card.content
    entry = feed.add_entry(order="append")
    entry.id(f"urn:uuid:{card.policy_id}")
    # An entry without a title would be no Atom entry.
    title = _clean(content.title).strip() or str(card.policy_id)
    entry.title(f"【{card.stamp}】{title}" if card.stamp else title)
    entry.link(href=addressed.policy(card.policy_id), rel="alternate")
    entry.author(name=_clean(content.issuer.name))
    entry.category(term=_clean(content.theme), label=THEMES.get(content.theme, _clean(content.theme)))
    entry.published(datetime.combine(content.published_on, time(), SHANGHAI))
    entry.updated(_changed_at(card))
    withheld = card.text_withheld
    entry.summary("本文件已撤下。" if withheld else _clean(content.summary) or title)


def _changed_at(card: Card) -> datetime:
    if card.withdrawal is not None:
        return card.withdrawal.withdrawn_at
    return card.mirrored_at or datetime.combine(card.content.published_on, time(), SHANGHAI)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
