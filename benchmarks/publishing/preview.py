"""The preview of a criteria tree over 100,000 enterprises, at the criteria editor's page.

Publisher and matcher serve at one address in one process; the page asks the matcher over HTTP. Every request
has conditions that were never asked before. Beside the page the same run measures the matcher's API alone,
and the page of a department whose matcher is away: what is left is the way between them.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx

from benchmarks.harness import Bar, Results, note, percentiles
from huiqi.infra import EmbeddedPostgres
from huiqi.sample.credit_codes import credit_code
from huiqi.sample.enterprises import sample_enterprises
from publisher.entrypoints.criteria_form import fields_of, node_of
from shared.clock import SystemClock
from shared.db.bootstrap import SCHEMAS, service_url
from shared.events import EnterpriseProfiled
from shared.messaging.cloudevents import encode
from shared.messaging.parking import Record
from tests.e2e.household import WHO, draft_body
from tests.support.databases import PASSWORDS, Databases
from tests.support.house import House, open_house

ENTERPRISES: Final = 100_000
BOUND_MS: Final = 300
_BATCH: Final = 2000
_TIMES: Final = 5
_WARM: Final = 3
"""Requests before the measuring: the first one takes in the profiles, as the first after a start does."""


def measure(*, quick: bool) -> Results:
    """Ask for previews one after another on an otherwise idle system."""
    return asyncio.run(_measure(30 if quick else 200))


async def _measure(samples: int) -> Results:
    with tempfile.TemporaryDirectory(prefix="huiqi-preview-") as name:
        async with EmbeddedPostgres(Path(name) / "postgres", durable=False) as postgres:
            admin = await Databases(postgres.url).fresh(*SCHEMAS)
            urls = {schema: service_url(admin, schema, PASSWORDS[schema]) for schema in SCHEMAS}
            folder = Path(name) / "house"
            folder.mkdir()
            async with open_house(folder, admin, urls) as house:
                note(f"{ENTERPRISES} profiles")
                began = time.perf_counter()
                await _populate(house)
                return await _previews(house, samples, time.perf_counter() - began)


async def _populate(house: House) -> None:
    """Hand the matcher its profiles as its consumer gets them."""
    matcher = next(service for service in house.services if service.name == "matcher")
    topic = EnterpriseProfiled.topic
    processor = next(each for each in matcher.processors if each.subscription.topic == topic)
    records = (_record(event, number) for number, event in enumerate(_profiles()))
    while batch := list(islice(records, _BATCH)):
        await processor.process(batch)


def _profiles() -> Iterator[EnterpriseProfiled]:
    now = SystemClock().now()
    # Making a sample takes longer than handing it in: each serves several times, with another revenue.
    samples = sample_enterprises(ENTERPRISES // _TIMES)
    for number in range(ENTERPRISES):
        facts = dict(samples[number // _TIMES].facts)
        if revenue := facts.get("revenue"):
            facts["revenue"] = revenue + number % _TIMES * 10_000
        code = credit_code("310107" if number % 2 else "310115", number // 2)
        yield EnterpriseProfiled(
            credit_code=code, revision=1, name=f"企业{number}", facts=facts, profiled_at=now
        )


def _record(event: EnterpriseProfiled, offset: int) -> Record:
    headers = encode(event, event_id=uuid4(), source="matcher", time=event.profiled_at, trace={})
    return Record(event.topic, 0, offset, event.key.encode(), event.model_dump_json().encode(), headers)


async def _previews(house: House, samples: int, seconds: float) -> Results:
    editor = WHO["editor"]
    made = await house.ask(editor, "POST", "/api/publisher/v1/policies", json=draft_body())
    page = f"/publish/policies/{made.json()['policy_id']}/criteria"
    choose = random.Random(7)

    async def at_the_page() -> httpx.Response:
        fields = [*fields_of(node_of(_tree(choose))), ("version", "1"), ("do", "refresh")]
        answer = await house.ask(editor, "POST", page, data=_joined(fields))
        assert "为什么不符合" in answer.text, answer.text[-2000:]
        return answer

    async def at_the_api() -> httpx.Response:
        path = "/api/matcher/v1/criteria/preview"
        return (await house.ask(editor, "POST", path, json=_tree(choose))).raise_for_status()

    began = time.perf_counter()
    house.http.timeout = httpx.Timeout(300)
    total = (await at_the_api()).json()["total"]
    assert total == ENTERPRISES, total
    taken_in = time.perf_counter() - began
    shown = await _timed(at_the_page, samples)
    figures: dict[str, Any] = {
        "enterprises": total,
        "populating_seconds": round(seconds, 1),
        "first_preview_seconds": round(taken_in, 1),
        **percentiles("page", shown),
        **percentiles("api", await _timed(at_the_api, samples)),
    }
    figures["page_to_api_ratio"] = round(figures["page_p50_ms"] / figures["api_p50_ms"], 2)
    return Results(
        figures,
        [Bar("preview of 100,000 enterprises at the page p99", figures["page_p99_ms"], "ms", BOUND_MS)],
    )


async def _timed(ask: Callable[[], Awaitable[httpx.Response]], samples: int) -> Sequence[float]:
    taken = []
    for number in range(samples + _WARM):
        began = time.perf_counter()
        await ask()
        if number >= _WARM:
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def _joined(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    joined: dict[str, list[str]] = {}
    for name, value in fields:
        joined.setdefault(name, []).append(value)
    return joined


def _tree(choose: random.Random) -> dict[str, Any]:
    """Five conditions and a group, with thresholds that nobody asked for before."""
    return {
        "all": [
            {"fact": "registered_region", "op": "within", "value": ["310107"]},
            {"fact": "revenue", "op": "gte", "value": choose.randrange(10**6, 10**9)},
            {"fact": "employees", "op": "between", "value": [choose.randrange(5, 50), 5000]},
            {"fact": "founded_on", "op": "age_gte", "value": f"P{choose.randrange(1, 90)}M"},
            {
                "any": [
                    {"fact": "qualifications", "op": "has_any", "value": ["high_tech", "srdi"]},
                    {"fact": "rd_intensity", "op": "gte", "value": round(choose.uniform(0.01, 0.2), 6)},
                ]
            },
        ]
    }
