"""What an audit tries out on the running system itself."""

from collections.abc import Iterable
from typing import Any, Final

import httpx

from huiqi.api import SERVICES, Api
from huiqi.audit.report import Finding

_OPERATORS_ONLY: Final = ("status", "dead", "evidence")


async def strangers_kept_out(api: Api) -> Finding:
    """Invariant 11: the operators' routes of every service refuse who does not sign in."""
    paths = [f"/api/{service}/v1/ops/{name}" for service in SERVICES for name in _OPERATORS_ONLY]
    async with httpx.AsyncClient(base_url=api.address, timeout=10) as stranger:
        answers = {path: (await stranger.get(path)).status_code for path in paths}
    breaches = [f"{path} 对未登录的人回答了 {code}" for path, code in answers.items() if code != 401]
    return Finding(11, "audit", "运维接口拒绝未登录的人", len(paths), tuple(breaches))


async def traces_whole(api: Api, policy_ids: Iterable[str]) -> Finding:
    """Invariant 12: every span of a policy's traces that names a parent has it in the same trace.

    Only traces held from their beginning can be looked at, and one that grew too long was cut.
    """
    summaries = [
        summary
        for policy_id in policy_ids
        for summary in (await api.get("/api/ops/v1/traces", policy_id=policy_id, limit=20))["items"]
    ]
    breaches = []
    checked = 0
    for summary in summaries:
        spans: list[dict[str, Any]] = (await api.get(f"/api/ops/v1/traces/{summary['trace_id']}"))["spans"]
        if len(spans) >= _CUT_AT or all(span["parent_span_id"] for span in spans):
            continue
        checked += 1
        known = {span["span_id"] for span in spans}
        lost = [span for span in spans if span["parent_span_id"] and span["parent_span_id"] not in known]
        if lost:
            breaches.append(
                f"追踪 {summary['trace_id']} 中 {lost[0]['service']} {lost[0]['name']} 没有上一步"
            )
    return Finding(12, "audit", "追踪中的每一步都接着上一步", checked, tuple(breaches))


_CUT_AT: Final = 300
