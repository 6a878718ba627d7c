"""Collects what every service can show, and compares what none can check alone."""

from typing import Any

from huiqi.api import Api
from huiqi.audit.comparing import COMPARISONS, Facts
from huiqi.audit.probing import strangers_kept_out, traces_whole
from huiqi.audit.report import Finding, Report
from huiqi.audit.settling import wait_until_settled


async def audit(api: Api, *, patience: float = 60, replay: bool = False) -> Report:
    """Wait at most `patience` seconds for rest, then check all invariants.

    With `replay`, everything ever sent is sent again first, which must change nothing (invariants 2 and 10).
    """
    waiting = await wait_until_settled(api, patience)
    findings: list[Finding] = []
    if replay and not waiting:
        before = await _facts(api)
        count = await _replay(api)
        waiting = await wait_until_settled(api, patience)
        findings += _unchanged(before, await _facts(api), count)
    evidence = await api.of_all("evidence")
    facts: Facts = {service: shown["facts"] for service, shown in evidence.items()}
    findings += [finding for service, shown in evidence.items() for finding in _own_checks(service, shown)]
    findings += [compare(facts) for compare in COMPARISONS]
    findings += [await _dead_letters(api), await strangers_kept_out(api)]
    findings.append(await traces_whole(api, facts["publisher"].get("live", {})))
    return Report(findings, settled=not waiting, waiting=waiting, facts=facts)


def _own_checks(service: str, shown: dict[str, Any]) -> list[Finding]:
    return [
        Finding(check["invariant"], service, check["name"], check["checked"], tuple(check["breaches"]))
        for check in shown["checks"]
    ]


async def _facts(api: Api) -> dict[str, Any]:
    return {service: shown["facts"] for service, shown in (await api.of_all("evidence")).items()}


async def _replay(api: Api) -> int:
    counts = [
        (await api.post(f"/api/{service}/v1/ops/replay"))["count"] for service in await api.of_all("status")
    ]
    return sum(counts)


def _unchanged(before: dict[str, Any], after: dict[str, Any], count: int) -> list[Finding]:
    changed = tuple(
        f"{service} 的 {name} 在全部重发后变了"
        for service, facts in before.items()
        for name, value in facts.items()
        if after[service].get(name) != value
    )
    return [Finding(number, "audit", "全部重发后什么都不变", count, changed) for number in (2, 10)]


async def _dead_letters(api: Api) -> Finding:
    """Invariant 9: what cannot be processed is on record with its reason; that is no breach."""
    letters = [letter for page in (await api.of_all("dead")).values() for letter in page["items"]]
    without = tuple(f"死信 {letter['event_id']} 没有原因" for letter in letters if not letter["reason"])
    return Finding(9, "audit", "死信都留有记录和原因", len(letters), without)
