"""Many policies: the sample's, each again and again with another title, number, office, day and amount."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from portal_sync.domain.routing import RULES, routed
from portal_sync.domain.said import Said
from portal_sync.domain.source import Publication, SourceRecord
from shared.events import PolicyContent, content_hash
from shared.vocabulary import DEPARTMENTS, GENRES, THEMES
from tests.support.judged import sample_records

TODAY: Final = date(2026, 11, 23)
_AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
_PLACES: Final = (
    "曹杨", "长寿", "甘泉", "石泉", "宜川", "万里", "真如", "长风",
    "长征", "桃浦", "中环", "武宁", "金沙", "梅川", "岚皋", "大渡河",
)  # fmt: skip
_WHAT: Final = (
    "专项", "综合", "配套", "补充", "年度", "示范", "试点", "重点",
    "联合", "提升", "创新", "普惠", "升级", "引导", "接续", "精准",
)  # fmt: skip
_BATCH: Final = 500
_SOURCE: Final = (
    "policy_id", "revision", "content_revision", "published_at", "published_channels", "channels", "content",
    "content_hash",
)  # fmt: skip
_ENTRY: Final = ("channel", "policy_id", "revision", "content", "content_hash", "mirrored_at")


async def publish_many(url: str, count: int) -> list[UUID]:
    """Write `count` policies, as if they had been mirrored, into a migrated database; return their ids."""
    connection = await asyncpg.connect(
        url.replace("+asyncpg", ""), server_settings={"search_path": "portal_sync"}
    )
    ids = []
    try:
        for records in _batches(count):
            ids += [record.policy_id for record in records]
            await connection.copy_records_to_table(
                "source", columns=_SOURCE, records=[_source_row(record) for record in records]
            )
            await connection.copy_records_to_table(
                "entry", columns=_ENTRY, records=[row for record in records for row in _entry_rows(record)]
            )
        await connection.execute(
            "INSERT INTO site_version (single, version, changed_at) VALUES (true, 1, now()) "
            "ON CONFLICT (single) DO UPDATE SET version = site_version.version + 1"
        )
        await connection.execute("ANALYZE source")
        await connection.execute("ANALYZE entry")
    finally:
        await connection.close()
    return ids


def _batches(count: int) -> Iterator[list[SourceRecord]]:
    chance = random.Random(6)
    seeds = [
        record.publication.content.model_dump(mode="json")
        for record in sample_records(TODAY).values()
        if record.publication is not None
    ]
    for start in range(0, count, _BATCH):
        yield [_another(chance, seeds, n) for n in range(start, min(start + _BATCH, count))]


def _another(chance: random.Random, seeds: list[dict[str, Any]], n: int) -> SourceRecord:
    seed = chance.choice(seeds)
    place, what = chance.choice(_PLACES), chance.choice(_WHAT)
    code = chance.choice(list(DEPARTMENTS))
    published = TODAY - timedelta(days=chance.randrange(4000))
    changed = seed | {
        "title": f"{seed['title']}（{place}{what}第{n % 97 + 1}批）",
        "document_number": f"普试〔{published.year}〕{n % 9000 + 1}号",
        "index_number": f"{code}-{published.year}-{n}",
        "issuer": {"code": code, "name": DEPARTMENTS[code]},
        "theme": chance.choice(list(THEMES)),
        "genre": chance.choice(GENRES),
        "published_on": published.isoformat(),
        "written_on": published.isoformat(),
        "body": f"{seed['body']}\n本批面向{place}片区，由{place}街道配合{what}工作。",
        # Half of what is ten years old is no longer in force.
        "expires_on": None if chance.random() < 0.7 else (published + timedelta(days=1500)).isoformat(),
    }
    content = PolicyContent.model_validate(changed)
    channels = ("government", "business") if content.benefit is not None else ("government",)
    publication = Publication(1, _AT, channels, Said.of(content), content_hash(content))
    return SourceRecord(UUID(int=chance.getrandbits(128), version=4), publication)


def _source_row(record: SourceRecord) -> tuple[Any, ...]:
    publication = record.publication
    assert publication is not None
    channels = list(publication.channels)
    content = publication.content.model_dump_json()
    return record.policy_id, 1, 1, _AT, channels, channels, content, publication.content_hash


def _entry_rows(record: SourceRecord) -> list[tuple[Any, ...]]:
    publication = record.publication
    assert publication is not None
    content = json.dumps(publication.content.model_dump(mode="json"), ensure_ascii=False)
    return [
        (channel, record.policy_id, 1, content, publication.content_hash, _AT)
        for channel in routed(record.outline, RULES)
    ]
