"""The distribution receipt's page."""

import hashlib
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from publisher.domain.policies import Policy
from publisher.domain.receipts import Funnel, Receipt
from publisher.entrypoints.desk import Desk, Reader
from publisher.entrypoints.page_acts import address
from publisher.handlers.read_receipt import read_receipt
from shared.web import Templates, see_other

_STAGES: Final = (
    ("matched", "符合条件", "家企业"),
    ("told", "已告知", "家企业收到站内信"),
    ("opened", "已打开", "家企业看过"),
    ("filed", "已申报", "家企业"),
    ("approved", "已通过", "家企业"),
    ("disbursed", "已拨付", "家企业"),
)
# The picture of a stage is a slice of the funnel, this wide and high.
_WIDE, _HIGH = 240, 48


def mount_receipt(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/receipt`; with `live` only what changes, under a tag."""

    @router.get("/policies/{policy_id}/receipt")
    async def receipt(
        request: Request,
        principal: Reader,
        policy_id: UUID,
        live: bool = False,
        revision: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    ) -> Response:
        async with desk.units() as unit:
            policy, found = await read_receipt(unit, principal, policy_id, revision)
        if not policy.last_revision:
            return see_other(address(policy_id), "发布之后才有分发回执。", "warn")
        tag = _tag(policy, found, principal.subject)
        if live and request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        page = templates.render(
            request,
            "receipt_live.html" if live else "receipt.html",
            policy=policy,
            receipt=found,
            stages=stages(found.funnel),
            moments=_moments(found),
            tag=tag,
        )
        if live:
            page.headers.update({"ETag": tag, "Cache-Control": "private, no-store"})
        return page


def stages(funnel: Funnel) -> list[dict[str, Any]]:
    """The funnel's stages: each with its count, its part of the one before, and its slice of the picture."""
    counts = [getattr(funnel, name) for name, _, _ in _STAGES]
    widest = max(1, *counts)
    found = []
    for place, (_, label, unit) in enumerate(_STAGES):
        here = counts[place]
        following = counts[place + 1] if place + 1 < len(counts) else here
        before = counts[place - 1] if place else 0
        found.append(
            {
                "label": label,
                "count": here,
                "unit": unit,
                # Enterprises may file without opening a message: then it is no part of the stage before.
                "share": f"{here / before:.0%}" if before and here <= before else "",
                "slice": _slice(here / widest, min(here, following) / widest),
            }
        )
    return found


def _slice(top: float, bottom: float) -> str:
    """The points of a trapezium in the middle, never thinner than a line."""
    high, low = (max(2.0, part * _WIDE) / 2 for part in (top, bottom))
    middle = _WIDE / 2
    corners = ((middle - high, 0), (middle + high, 0), (middle + low, _HIGH), (middle - low, _HIGH))
    return " ".join(f"{x:.1f},{y}" for x, y in corners)


def _tag(policy: Policy, receipt: Receipt, subject: str) -> str:
    said = f"{subject} {policy.last_revision} {policy.changed_at} {receipt}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _moments(receipt: Receipt) -> list[dict[str, Any]]:
    """The line of time: what was reached, what comes next, what is still to come."""
    moments: list[dict[str, Any]] = []
    for moment in receipt.moments:
        state = "done" if moment.at else "todo"
        if state == "todo" and all(each["state"] == "done" for each in moments):
            state = "now"
        moments.append({"title": moment.label, "at": moment.at, "note": moment.who, "state": state})
    return moments
