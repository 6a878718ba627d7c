"""Feeds of policies: Atom and JSON Feed 1.1."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID

from feedgen.feed import FeedGenerator

from portal_sync.domain.card import Card
from portal_sync.domain.routing import ChannelRule
from shared.clock import SHANGHAI
from shared.vocabulary import CHANNELS, THEMES

# What XML 1.0 cannot hold, however it is written.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is of: the page with the same, its own address without the ending that tells the format."""

    title: str
    page: str
    own: str


Items = Sequence[tuple[str, Card]]


def channel_feed(
    addressed: Addressed, rule: ChannelRule, chosen: Sequence[str] = (), query: str = ""
) -> Feed:
    """Describe the feed of a channel, or of what was chosen of it (in words, and as an address's query)."""
    asked = f"?{query}" if query else ""
    title = " · ".join(("惠企", CHANNELS[rule.name], *chosen))
    return Feed(title, f"{addressed.channel}{asked}", f"{addressed.channel}feed{{}}{asked}")


def write_atom(about: Feed, items: Items) -> bytes:
    """Return an Atom feed of policies with their addresses. Its id and its entries' ids never change."""
    feed = FeedGenerator()
    feed.id(about.page)
    feed.title(_clean(about.title))
    feed.subtitle("新发布、新修订和已失效的政策文件")
    feed.language("zh-CN")
    feed.link(href=about.page, rel="alternate")
    feed.link(href=about.own.format(".atom"), rel="self")
    feed.author(name="上海市普陀区")
    feed.updated(max((_changed_at(card) for _, card in items), default=datetime(2026, 1, 1, tzinfo=SHANGHAI)))
    for place, card in items:
        _add_entry(feed, place, card)
    written: bytes = feed.atom_str(pretty=True)
    return written


def write_json_feed(about: Feed, items: Items) -> str:
    """Return the same as JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": about.page,
        "feed_url": about.own.format(".json"),
        "description": "新发布、新修订和已失效的政策文件",
        "language": "zh-CN",
        "authors": [{"name": "上海市普陀区"}],
        "items": [_json_item(place, card) for place, card in items],
    }
    return json.dumps(feed, ensure_ascii=False)


def _add_entry(feed: FeedGenerator, place: str, card: Card) -> None:
    content = card.content
    entry = feed.add_entry(order="append")
    entry.id(f"urn:uuid:{card.policy_id}")
    entry.title(title_of(card))
    entry.link(href=place, rel="alternate")
    entry.author(name=_clean(content.issuer.name))
    entry.category(term=_clean(content.theme), label=THEMES.get(content.theme, _clean(content.theme)))
    entry.published(datetime.combine(content.published_on, time(), SHANGHAI))
    entry.updated(_changed_at(card))
    entry.summary(_summary(card))


def _json_item(place: str, card: Card) -> dict[str, object]:
    content = card.content
    return {
        "id": f"urn:uuid:{card.policy_id}",
        "url": place,
        "title": title_of(card),
        "content_text": _summary(card),
        "date_published": datetime.combine(content.published_on, time(), SHANGHAI).isoformat(),
        "date_modified": _changed_at(card).isoformat(),
        "authors": [{"name": content.issuer.name}],
        "tags": [THEMES.get(content.theme, content.theme), *content.keywords],
        "language": "zh-CN",
    }


def title_of(card: Card) -> str:
    """Return a policy's title as a feed shows it: with its stamp, and without what XML cannot hold."""
    # An entry without a title would be no Atom entry.
    title = _clean(card.content.title).strip() or str(card.policy_id)
    return f"【{card.stamp}】{title}" if card.stamp else title


def _summary(card: Card) -> str:
    return "本文件已撤下。" if card.text_withheld else _clean(card.content.summary) or title_of(card)


def _changed_at(card: Card) -> datetime:
    if card.withdrawal is not None:
        return card.withdrawal.withdrawn_at
    return card.mirrored_at or datetime.combine(card.content.published_on, time(), SHANGHAI)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
