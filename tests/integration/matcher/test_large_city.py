"""Shards with transactions of their own: the same is matched and told as when all shards share one."""

import pytest

from huiqi.sample.credit_codes import credit_code
from matcher.handlers import work_off
from shared.events import EnterpriseProfiled
from shared.messaging.partitioning import SHARDS, shard_of
from tests.integration.matcher.conftest import NOW, Office
from tests.support.matcher import FITTING, UNCLEAR, published, withdrawn

CODES = [credit_code("310107", number) for number in range(60)]


@pytest.fixture(autouse=True)
def _one_is_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_off, "_MANY", 1)


async def test_each_shard_is_matched_and_told_once(office: Office) -> None:
    profiles = [
        EnterpriseProfiled(
            credit_code=code,
            revision=1,
            name="某企业",
            facts=(FITTING, UNCLEAR)[number % 2],
            profiled_at=NOW,
        )
        for number, code in enumerate(CODES)
    ]
    first, second, third = published(), published(), published()
    # Who is read into memory by the first is matched shard by shard from the second on.
    await office.deliver(*profiles)
    await office.deliver(first)
    await office.deliver(second, third)
    await office.deliver(withdrawn(first), published(second.policy_id, 2, None))
    assert {shard_of(code) for code in CODES} == set(range(SHARDS))
    verdicts = [("eligible", "undetermined")[number % 2] for number in range(len(CODES))]
    begun = [(code, verdict, 1) for code, verdict in zip(CODES, verdicts, strict=True)]
    ended = [(code, "ineligible", 2) for code in CODES]
    assert sorted(await office.changes()) == sorted(begun * 3 + ended * 2)
    assert await office.sql("SELECT count(DISTINCT policies_until) FROM matching_shard") == [(1,)]
    assert await office.breaches() == []
