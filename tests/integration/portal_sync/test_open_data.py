"""Feeds, calendar, sitemaps, exports, the description for browsers: each read by its own kind of reader."""

import csv
import io
import json
from datetime import date
from urllib.parse import quote
from xml.etree import ElementTree as ET

import feedparser
import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator

from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import published, withdrawn

API = "/api/portal/v1"


@pytest.mark.parametrize(
    "path",
    [
        "/gov/feed{}",
        "/biz/feed{}",
        "/gov/feed{}?theme=technology",
        "/gov/feed{}?department=KW",
        "/search/feed{}?q=研发",
    ],
)
async def test_each_feed_can_be_read_in_either_format(portal: Portal, path: str) -> None:
    await portal.deliver(
        published(), published(theme="culture", title="养老通知", benefit=None, summary="无")
    )
    read = feedparser.parse((await portal.get(path.format(".atom"))).content)
    assert not read.bozo
    listed = (await portal.get(path.format(".json"))).json()
    assert listed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["url"] for item in listed["items"]] == [entry.link for entry in read.entries] != []


async def test_a_feed_of_a_theme_has_no_other(portal: Portal) -> None:
    await portal.deliver(published(), published(theme="culture", title="别的"))
    read = feedparser.parse((await portal.get("/gov/feed.atom?theme=culture")).content)
    assert [entry.title for entry in read.entries] == ["别的"]
    assert read.feed.title == "惠企 · 政务频道 · 文化旅游"


async def test_windows_are_a_calendar(portal: Portal) -> None:
    policy, gone = published(), published()
    await portal.deliver(policy, gone, withdrawn(gone.policy_id))
    answer = await portal.get("/biz/windows.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 4, 17)
    assert str(policy.policy_id) in str(event["url"])


async def test_what_is_new_is_news(portal: Portal) -> None:
    policy = published(published_on=date(2026, 3, 17))
    await portal.deliver(policy, published())
    news = ET.fromstring((await portal.get("/sitemap-news.xml")).content)
    assert [place.text for place in news.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")] == [
        f"{portal.settings.public_url}/gov/policies/{policy.policy_id}"
    ]


async def test_every_policy_is_in_the_files_and_as_their_schema_says(portal: Portal) -> None:
    await portal.deliver(*(published(title=f"办法，第{n}批") for n in range(3)))
    schemas = (await portal.get(f"{API}/export/schema")).json()
    lines = (await portal.get(f"{API}/export/policies.jsonl?channel=business")).text.splitlines()
    for line in lines:
        Draft202012Validator(schemas["jsonl"]).validate(json.loads(line))
    answer = await portal.get(f"{API}/export/policies.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(lines) == len(rows) == 3
    assert set(rows[0]) == set(schemas["csv"]["properties"])
    assert rows[0]["amount_yuan"] == "500000"


async def test_pages_of_a_file_follow_one_another(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal_sync.entrypoints.open_data._AT_ONCE", 2)
    await portal.deliver(*(published(title=f"办法{n}") for n in range(5)))
    lines = (await portal.get(f"{API}/export/policies.jsonl")).text.splitlines()
    assert len({json.loads(line)["policy_id"] for line in lines}) == len(lines) == 5


@pytest.mark.parametrize(
    "path", ["/policies", "/search?q=研发", "/export/policies.jsonl", "/export/policies.csv"]
)
async def test_whoever_has_it_is_not_sent_it_again(portal: Portal, path: str) -> None:
    await portal.deliver(published())
    first = await portal.get(API + path)
    assert first.headers["access-control-allow-origin"] == "*"
    known = {"If-None-Match": first.headers["etag"]}
    assert (await portal.get(API + path, **known)).status_code == 304
    await portal.deliver(published(title="又一份研发办法"))
    assert (await portal.get(API + path, **known)).status_code == 200


async def test_a_browser_can_search_here(portal: Portal) -> None:
    found = ET.fromstring((await portal.get("/opensearch.xml")).content)
    urls = found.findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert f"{portal.settings.public_url}/search?q={{searchTerms}}&page={{startPage?}}" in [
        one.get("template") for one in urls
    ]


async def test_suggestions_complete_words_pinyin_and_titles(portal: Portal) -> None:
    policy = published()
    await portal.deliver(policy)
    for begun in ("研", "yanf", "yf"):
        typed, words, _, places = (await portal.get(f"/search/suggest?q={quote(begun)}")).json()
        assert typed == begun
        assert "研发" in words
        assert f"{portal.settings.public_url}/gov/policies/{policy.policy_id}" in places
