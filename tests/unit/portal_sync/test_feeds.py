"""Atom feed and sitemap, whatever a title holds."""

from datetime import UTC, datetime
from uuid import uuid4
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_sync.domain.card import Card, card_of
from portal_sync.domain.routing import GOVERNMENT
from portal_sync.domain.source import Withdrawal
from portal_sync.entrypoints.sitemap_files import news_sitemap
from portal_sync.entrypoints.syndication import Addressed, channel_feed, write_atom
from shared.clock import MovableClock
from tests.support.policies import make_content, withdrawn

NOW = datetime(2026, 3, 18, 2, tzinfo=UTC)
SITE = Addressed("https://example.gov.cn", "gov")
TODAY = MovableClock(NOW).today()


def card(**changes: object) -> Card:
    return card_of(uuid4(), 1, make_content(**changes), None, TODAY, mirrored_at=NOW)


def feed_of(cards: list[Card]) -> bytes:
    return write_atom(channel_feed(SITE, GOVERNMENT), [(SITE.policy(one.policy_id), one) for one in cards])


def test_a_feed_reader_accepts_it() -> None:
    one = card()
    read = feedparser.parse(feed_of([one]))
    assert not read.bozo
    assert read.version == "atom10"
    [entry] = read.entries
    assert entry.id == f"urn:uuid:{one.policy_id}"
    assert entry.link == f"https://example.gov.cn/gov/policies/{one.policy_id}"
    assert entry.title == one.content.title


def test_an_empty_feed_is_a_feed() -> None:
    assert not feedparser.parse(feed_of([])).bozo


def test_a_withdrawn_policy_says_so() -> None:
    policy_id = uuid4()
    gone = card_of(policy_id, 2, make_content(), Withdrawal.of(withdrawn(policy_id)), TODAY)
    assert feedparser.parse(feed_of([gone])).entries[0].title.startswith("【已废止】")


@given(st.text(min_size=1), st.text())
@settings(max_examples=50, deadline=None)
def test_no_text_breaks_it(title: str, summary: str) -> None:
    one = card(title=title, summary=summary)
    ET.fromstring(feed_of([one]))
    ET.fromstring(news_sitemap([(SITE.policy(one.policy_id), one)]))
