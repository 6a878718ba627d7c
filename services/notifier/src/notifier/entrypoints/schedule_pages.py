"""The enterprise's pages of what each endpoint gets, and when."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from notifier.domain.kinds import LABELS
from notifier.domain.schedule import (
    CHOSEN_FOR,
    LANGUAGES,
    WEEKDAYS,
    BadSchedule,
    Schedule,
    allowed_modes,
)
from notifier.entrypoints.kit import Kit, Member, UsingKit, viewer
from notifier.handlers.save_schedule import Scheduled, save_schedule, schedule_of, schedules
from shared.web import see_other
from shared.web.problems import Problem

router = APIRouter(prefix="/my/preferences/schedule", include_in_schema=False)

ENDPOINTS = {"email": "电子邮件", "webhook": "Webhook", "sms": "短信", "robot": "群机器人"}


@router.get("")
async def overview(request: Request, kit: UsingKit, principal: Member) -> Response:
    """What the enterprise gets, endpoint by endpoint, in sentences."""
    async with kit.database.transaction() as session:
        scheduled = await schedules(session, viewer(principal), tools=kit.tools)
    return kit.templates.render(request, "schedules.html", scheduled=scheduled, kinds=ENDPOINTS)


@router.get("/{endpoint_id}")
async def show(request: Request, kit: UsingKit, principal: Member, endpoint_id: str) -> Response:
    """The form of one endpoint."""
    async with kit.database.transaction() as session:
        found = await schedule_of(session, viewer(principal), _id(endpoint_id), tools=kit.tools)
    found = _found(found)
    return _page(request, kit, found, values=_values(found.schedule))


@router.post("/{endpoint_id}")
async def save(request: Request, kit: UsingKit, principal: Member, endpoint_id: str) -> Response:
    """Set what one endpoint gets; what is wrong is said beside its field."""
    whose, wanted = viewer(principal), _id(endpoint_id)
    given = {name: str(value) for name, value in (await request.form()).items()}
    try:
        async with kit.database.transaction() as session:
            _found(await save_schedule(session, whose, wanted, given, tools=kit.tools))
    except BadSchedule as problem:
        async with kit.database.transaction() as session:
            known = _found(await schedule_of(session, whose, wanted, tools=kit.tools))
        values = {**_values(known.schedule), **given}
        return _page(request, kit, known, values=values, errors=problem.errors)
    return see_other("/my/preferences/schedule", "已保存。")


def _page(
    request: Request,
    kit: Kit,
    found: Scheduled,
    *,
    values: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> Response:
    context: dict[str, Any] = {
        "found": found,
        "endpoint_kind": ENDPOINTS.get(found.endpoint.kind.value, found.endpoint.kind.value),
        "labels": {kind.value: LABELS[kind] for kind in CHOSEN_FOR},
        "muted": {kind.value for kind in found.muted},
        "modes": allowed_modes(digests=found.digests),
        "languages": LANGUAGES,
        "weekdays": {str(place): word for place, word in enumerate(WEEKDAYS, 1)},
        "values": values,
        "errors": errors or {},
    }
    return kit.templates.render(request, "schedule.html", status_code=422 if errors else 200, **context)


def _values(schedule: Schedule) -> dict[str, str]:
    settings = schedule.settings
    return {
        **{f"mode_{kind}": schedule.mode(kind).value for kind in CHOSEN_FOR},
        "language": settings.language,
        "quiet_from": f"{settings.quiet_from:%H:%M}" if settings.quiet_from else "",
        "quiet_until": f"{settings.quiet_until:%H:%M}" if settings.quiet_until else "",
        "digest_at": f"{settings.digest_at:%H:%M}",
        "digest_weekday": str(settings.digest_weekday),
    }


def _found(scheduled: Scheduled | None) -> Scheduled:
    if scheduled is None:
        raise Problem(404, "没有这个接收方式，或者它不属于贵单位。")
    return scheduled


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem(404, "没有这个接收方式，或者它不属于贵单位。") from error
