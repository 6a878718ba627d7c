"""The API of what an endpoint gets, and when: an enterprise's own, or any for an operator."""

from datetime import time
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from notifier.domain.kinds import MessageKind
from notifier.domain.preferences import Mode
from notifier.domain.schedule import BadSchedule
from notifier.entrypoints.kit import MemberOrOperator, UsingKit, viewer_of
from notifier.handlers.save_schedule import Scheduled, save_schedule, schedule_of
from shared.web.problems import Problem
from shared.web.sentences import FieldError

CreditCode = Annotated[str, Path(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]

router = APIRouter(
    prefix="/api/notifier/v1/enterprises/{credit_code}/endpoints/{endpoint_id}/sending", tags=["endpoints"]
)


class ScheduleBody(BaseModel):
    """How each kind comes to an endpoint; kinds that are not named come at once. Times in Asia/Shanghai."""

    model_config = ConfigDict(extra="forbid")

    modes: dict[MessageKind, Mode] = Field(default_factory=dict)
    language: Literal["zh", "en"] = "zh"
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time = time(9)
    digest_weekday: Annotated[int, Field(ge=1, le=7)] = 1

    @classmethod
    def of(cls, found: Scheduled) -> "ScheduleBody":
        """Return what was chosen for an endpoint."""
        settings = found.schedule.settings
        return cls(
            modes={kind: mode for kind, mode in found.schedule.modes.items() if mode is not Mode.AT_ONCE},
            language="en" if settings.language == "en" else "zh",
            quiet_from=settings.quiet_from,
            quiet_until=settings.quiet_until,
            digest_at=settings.digest_at,
            digest_weekday=settings.digest_weekday,
        )

    def fields(self) -> dict[str, str]:
        """Return it as the form's fields."""
        times = {
            "quiet_from": self.quiet_from,
            "quiet_until": self.quiet_until,
            "digest_at": self.digest_at,
        }
        return {
            **{f"mode_{kind}": mode.value for kind, mode in self.modes.items()},
            **{name: moment.isoformat() for name, moment in times.items() if moment is not None},
            "language": self.language,
            "digest_weekday": str(self.digest_weekday),
        }


@router.get("")
async def read_schedule(
    kit: UsingKit, principal: MemberOrOperator, credit_code: CreditCode, endpoint_id: UUID
) -> ScheduleBody:
    """What this endpoint gets, and when."""
    whose = viewer_of(principal, credit_code)
    async with kit.database.transaction() as session:
        return ScheduleBody.of(_found(await schedule_of(session, whose, endpoint_id, tools=kit.tools)))


@router.put("")
async def put_schedule(
    kit: UsingKit,
    principal: MemberOrOperator,
    credit_code: CreditCode,
    endpoint_id: UUID,
    body: ScheduleBody,
) -> ScheduleBody:
    """Set what this endpoint gets, and when. A webhook has no digests."""
    whose = viewer_of(principal, credit_code)
    try:
        async with kit.database.transaction() as session:
            saved = await save_schedule(session, whose, endpoint_id, body.fields(), tools=kit.tools)
    except BadSchedule as problem:
        errors = [FieldError(words, pointer=_pointer(name)) for name, words in problem.errors.items()]
        raise Problem(422, errors=errors) from problem
    return ScheduleBody.of(_found(saved))


def _pointer(name: str) -> str:
    return f"#/modes/{name.removeprefix('mode_')}" if name.startswith("mode_") else f"#/{name}"


def _found(scheduled: Scheduled | None) -> Scheduled:
    if scheduled is None:
        raise Problem(404, "没有这个接收方式，或者它不属于该企业。")
    return scheduled
