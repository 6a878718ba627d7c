"""The distribution receipt's page."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

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
)


def mount_receipt(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/receipt`."""

    @router.get("/policies/{policy_id}/receipt")
    async def receipt(request: Request, principal: Reader, policy_id: UUID) -> Response:
        async with desk.units() as unit:
            policy, found = await read_receipt(unit, principal, policy_id)
        if not policy.last_revision:
            return see_other(address(policy_id), "发布之后才有分发回执。", "warn")
        return templates.render(
            request,
            "receipt.html",
            policy=policy,
            receipt=found,
            stages=stages(found.funnel),
            moments=_moments(found),
        )


def stages(funnel: Funnel) -> list[dict[str, Any]]:
    """The funnel's stages, each with its part of the widest."""
    widest = max(1, *(getattr(funnel, name) for name, _, _ in _STAGES))
    return [
        {"label": label, "count": getattr(funnel, name), "unit": unit, "of": widest}
        for name, label, unit in _STAGES
    ]


def _moments(receipt: Receipt) -> list[dict[str, Any]]:
    """The line of time: what was reached, what comes next, what is still to come."""
    moments: list[dict[str, Any]] = []
    for moment in receipt.moments:
        state = "done" if moment.at else "todo"
        if state == "todo" and all(each["state"] == "done" for each in moments):
            state = "now"
        moments.append({"title": moment.label, "at": moment.at, "note": moment.who, "state": state})
    return moments
