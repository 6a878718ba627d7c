"""The API around deliveries: one's own endpoints verified and tried, the log, reports, suppressions."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from notifier.domain.dsn import read_returned
from notifier.domain.people import Viewer
from notifier.entrypoints.console_kit import UsingConsole
from notifier.entrypoints.delivery_bodies import (
    DeliveriesOut,
    DeliveryOut,
    SuppressionOut,
    SuppressionsOut,
)
from notifier.entrypoints.endpoints_api import CreditCode
from notifier.entrypoints.gazette_pages import Reading, UsingGazette
from notifier.entrypoints.kit import Kit, MemberOrOperator, Operator, UsingKit, viewer_of
from notifier.entrypoints.trying import send_trial, send_verification
from notifier.handlers.report_delivery import Fate, Report, report_delivery
from notifier.handlers.report_letter import report_letter
from notifier.handlers.rotate_secret import rotate_secret
from notifier.handlers.verify_endpoint import NotAllowed, confirm
from shared.db import after_commit
from shared.events import EndpointKind
from shared.web.problems import Problem
from shared.web.sentences import FieldError

T = TypeVar("T")
MOST_RETURNED_BYTES = 1_000_000

own = APIRouter(prefix="/api/notifier/v1/enterprises/{credit_code}", tags=["deliveries"])
router = APIRouter(prefix="/api/notifier/v1", tags=["deliveries"])


class NoticeOut(BaseModel):
    """What became of a word to an endpoint: whether it went out, and whether the endpoint is verified now."""

    sent: bool
    verified: bool = False
    problem: str | None = None


class CodeIn(BaseModel):
    """The code that arrived at the endpoint."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=64)]


class SecretOut(BaseModel):
    """A new secret, shown once. The one before it still signs until `previous_until`."""

    secret: str


class ReportIn(BaseModel):
    """What a mail or SMS system says of a delivery."""

    model_config = ConfigDict(extra="forbid")

    delivery_id: UUID
    status: Fate
    reason: Annotated[str, Field(max_length=500)] = ""


class ReportedOut(BaseModel):
    """How many reports were about deliveries that are known."""

    known: int


@own.post("/endpoints/{endpoint_id}/verification")
async def verify(
    kit: UsingKit,
    console: UsingConsole,
    principal: MemberOrOperator,
    credit_code: CreditCode,
    endpoint_id: UUID,
) -> NoticeOut:
    """Send a code to an endpoint; a webhook is verified by answering with it."""
    whose = viewer_of(principal, credit_code)
    sent = await _guarded(send_verification(kit, console, whose, endpoint_id))
    return NoticeOut(sent=sent.problem is None, verified=sent.verified, problem=sent.problem)


@own.post("/endpoints/{endpoint_id}/confirmation")
async def enter_code(
    kit: UsingKit, principal: MemberOrOperator, credit_code: CreditCode, endpoint_id: UUID, given: CodeIn
) -> NoticeOut:
    """Verify an endpoint by the code that arrived there."""
    whose = viewer_of(principal, credit_code)
    problem = await _guarded(_confirm(kit, whose, endpoint_id, given.code))
    if problem is not None:
        raise Problem(422, errors=[FieldError(problem, pointer="#/code")])
    return NoticeOut(sent=True, verified=True)


@own.post("/endpoints/{endpoint_id}/trial")
async def try_out(
    kit: UsingKit,
    console: UsingConsole,
    principal: MemberOrOperator,
    credit_code: CreditCode,
    endpoint_id: UUID,
) -> NoticeOut:
    """Send a test notice to a verified endpoint."""
    whose = viewer_of(principal, credit_code)
    sent = await _guarded(send_trial(kit, console, whose, endpoint_id))
    return NoticeOut(sent=sent.problem is None, verified=True, problem=sent.problem)


@own.post("/endpoints/{endpoint_id}/secret")
async def rotate(
    kit: UsingKit,
    console: UsingConsole,
    principal: MemberOrOperator,
    credit_code: CreditCode,
    endpoint_id: UUID,
) -> SecretOut:
    """Give a webhook a new secret; the old one signs beside it for a day."""
    whose = viewer_of(principal, credit_code)

    async def rotated() -> str:
        async with kit.database.transaction() as session:
            return await rotate_secret(session, whose, endpoint_id, tools=kit.tools, vault=console.vault)

    return SecretOut(secret=await _guarded(rotated()))


@own.get("/endpoints/{endpoint_id}/deliveries")
async def log(
    kit: UsingKit,
    principal: MemberOrOperator,
    credit_code: CreditCode,
    endpoint_id: UUID,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> DeliveriesOut:
    """The newest deliveries to an endpoint, with each attempt that failed."""
    whose = viewer_of(principal, credit_code)
    async with kit.database.transaction() as session:
        found = await kit.tools.store(session).delivery_log.of_endpoint(whose, endpoint_id, limit)
    return DeliveriesOut(items=[DeliveryOut.of(one) for one in found])


@own.post("/deliveries/{delivery_id}/replay", status_code=202)
async def replay(
    kit: UsingKit, principal: MemberOrOperator, credit_code: CreditCode, delivery_id: UUID
) -> NoticeOut:
    """Deliver once more what is over, under the same id."""
    whose = viewer_of(principal, credit_code)
    async with kit.database.transaction() as session:
        desk = kit.tools.desk(session)
        if not await desk.store.delivery_log.replay(delivery_id, whose, desk.clock.now()):
            raise Problem(404)
        after_commit(session, desk.wake)
    return NoticeOut(sent=True, verified=True)


@router.get("/deliveries/failed")
async def failed(
    kit: UsingKit,
    _: Operator,
    before: datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DeliveriesOut:
    """What could not be delivered, the latest first; `before` goes on from a moment."""
    async with kit.database.transaction() as session:
        found = await kit.tools.store(session).delivery_log.failed(before, limit)
    return DeliveriesOut(items=[DeliveryOut.of(one) for one in found])


@router.post("/delivery-reports")
async def reports(
    kit: UsingKit, gazette: UsingGazette, _: Operator, given: Annotated[list[ReportIn], Field(max_length=500)]
) -> ReportedOut:
    """What a mail or SMS system heard of deliveries that it took."""
    taken = [await _report(kit, gazette, Report(one.delivery_id, one.status, one.reason)) for one in given]
    return ReportedOut(known=sum(taken))


@router.post(
    "/delivery-reports/mail",
    openapi_extra={"requestBody": {"content": {"message/rfc822": {}}, "required": True}},
)
async def returned_mail(request: Request, kit: UsingKit, gazette: UsingGazette, _: Operator) -> ReportedOut:
    """A mail that came back: a delivery status notification (RFC 3464) or a complaint (RFC 5965)."""
    raw = await request.body()
    if len(raw) > MOST_RETURNED_BYTES:
        raise Problem(413)
    told = read_returned(raw)
    fates: dict[str, Fate] = {
        "complained": Fate.COMPLAINED,
        "delivered": Fate.DELIVERED,
        "delayed": Fate.DELAYED,
        "failed": Fate.BOUNCED if told is not None and told.is_dead else Fate.FAILED,
    }
    if told is None or told.action not in fates:
        return ReportedOut(known=0)
    report = Report(told.delivery_id, fates[told.action], told.reason)
    return ReportedOut(known=await _report(kit, gazette, report))


@router.get("/suppressions")
async def suppressions(
    kit: UsingKit, _: Operator, cursor: str = "", limit: Annotated[int, Query(ge=1, le=200)] = 100
) -> SuppressionsOut:
    """Addresses to which nothing goes any more, by address."""
    async with kit.database.transaction() as session:
        found = await kit.tools.store(session).suppressions.page(cursor, limit)
    items = [SuppressionOut.of(one) for one in found]
    return SuppressionsOut(items=items, next=items[-1].address if len(items) == limit else None)


@router.delete("/suppressions", status_code=204)
async def lift(
    kit: UsingKit, _: Operator, kind: EndpointKind, address: Annotated[str, Query(max_length=500)]
) -> None:
    """Let an address be used again; who wants it enters and verifies it anew."""
    async with kit.database.transaction() as session:
        if not await kit.tools.store(session).suppressions.lift(kind, address):
            raise Problem(404)


async def _report(kit: Kit, gazette: Reading, report: Report) -> bool:
    async with kit.database.transaction() as session:
        if await report_delivery(session, report, tools=kit.tools):
            return True
        return await report_letter(session, report, tools=gazette.tools)


async def _confirm(kit: Kit, whose: Viewer, endpoint_id: UUID, code: str) -> str | None:
    async with kit.database.transaction() as session:
        return await confirm(session, whose, endpoint_id, code, tools=kit.tools)


async def _guarded(doing: Awaitable[T]) -> T:
    try:
        return await doing
    except LookupError as error:
        raise Problem(404) from error
    except NotAllowed as error:
        raise Problem(409, detail=str(error)) from error
