"""The main job through the public API: a policy from draft to publication, and enterprises to tell of it."""

import copy
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx

from huiqi.sample.credit_codes import credit_code
from shared.clock import SystemClock
from shared.events import PolicyPublished
from shared.events.topics import example_of
from tests.support.site import EDITOR, OPERATOR, PUBLISHER, REVIEWERS, Site

CRITERIA: dict[str, Any] = {
    "all": [
        {
            "fact": "registered_region",
            "op": "within",
            "value": ["310107"],
            "label": "注册地在普陀区",
            "clause": "第一条",
        },
        {
            "fact": "revenue",
            "op": "gte",
            "value": 5_000_000,
            "label": "上年度营业收入不低于500万元",
            "clause": "第二条",
        },
    ]
}


def policy(title: str, today: date | None = None) -> dict[str, Any]:
    """A benefit policy that passes the gate, its window open for sixty days more."""
    day = today or SystemClock().today()
    content: dict[str, Any] = copy.deepcopy(example_of(PolicyPublished)["content"])
    content |= {
        "title": title,
        "index_number": "",
        "document_number": f"普科委〔2026〕{uuid4().int % 9000 + 1}号",
        "criteria": CRITERIA,
    }
    content["benefit"]["windows"] = [
        {"first": str(day - timedelta(days=1)), "last": str(day + timedelta(days=60))}
    ]
    content["interpretations"][0]["body"] = (
        "申报条件：注册地在普陀区，上年度营业收入不低于500万元。评审标准：按研发投入强度评分。申报材料：申报书、营业执照。"
    )
    return content


def enterprises(count: int, seed: int) -> dict[str, dict[str, Any]]:
    """Profiles by credit code: every second one is eligible under `CRITERIA`, every fourth misses a fact."""
    made = {}
    for number in range(count):
        facts: dict[str, Any] = {"registered_region": "310107", "revenue": 6_000_000}
        if number % 4 == 1:
            facts["revenue"] = 1_000_000
        elif number % 4 == 3:
            del facts["revenue"]
        code = credit_code("310107", seed * 1000 + number)
        made[code] = {"name": f"上海试点{seed}第{number}企业有限公司", "facts": facts}
    return made


async def put_enterprises(site: Site, profiles: dict[str, dict[str, Any]]) -> None:
    """Hand in profiles; safe to do again."""
    async with site.client("matcher", OPERATOR) as client:
        for code, profile in profiles.items():
            (await client.put(f"/enterprises/{code}", json=profile)).raise_for_status()


async def prepare_policy(site: Site, title: str) -> str:
    """Draft, submit and review a policy; return its id, ready to be published."""
    async with site.client("publisher", EDITOR) as client:
        draft = {"content": policy(title), "disclosure": "active", "channels": ["government", "business"]}
        created = (await client.post("/policies", json=draft)).raise_for_status().json()
        policy_id = str(created["policy_id"])
        (await client.post(f"/policies/{policy_id}/submit")).raise_for_status()
    for step, reviewer in zip(("first", "second", "final"), REVIEWERS, strict=True):
        async with site.client("publisher", reviewer) as client:
            review = {"step": step, "decision": "approve", "proofread": True, "remarks": ""}
            (await client.post(f"/policies/{policy_id}/reviews", json=review)).raise_for_status()
    return policy_id


async def publish(site: Site, policy_id: str) -> httpx.Response:
    """Publish a prepared policy."""
    async with site.client("publisher", PUBLISHER) as client:
        return (await client.post(f"/policies/{policy_id}/publish")).raise_for_status()
