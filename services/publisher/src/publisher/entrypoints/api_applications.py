"""The route by which department systems hand in the progress of applications."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError

from publisher.domain.applications import Progress
from publisher.entrypoints.api_models import OutcomeOut, ProgressIn, ProgressItem, ProgressOut
from publisher.entrypoints.desk import Clerk, Desk
from publisher.handlers.progress_applications import Outcome, progress_applications
from shared.web.sentences import pointer, sentence


def mount_applications(router: APIRouter, desk: Desk) -> None:
    """Hand in progress."""

    @router.post("/applications/progress")
    async def progress(principal: Clerk, batch: ProgressIn) -> ProgressOut:
        """批量登记申报进度。逐条接受或说明拒绝的原因；重复送来的同一步不产生变化。"""
        items = [_parsed(raw) for raw in batch.items]
        good = [item for item in items if isinstance(item, Progress)]
        async with desk.units() as unit:
            judged = iter(await progress_applications(unit, desk.clock, principal, good))
        return _answer([item if isinstance(item, Outcome) else next(judged) for item in items])


def _parsed(raw: dict[str, Any]) -> Progress | Outcome:
    """The item, or why it is refused."""
    try:
        item = ProgressItem.model_validate(raw)
    except ValidationError as error:
        reasons = "".join(f"{pointer(e['loc'])}：{sentence(e)}" for e in error.errors(include_url=False))
        # Half a character, which JSON can carry, would not fit into the answer.
        named = str(raw.get("application_id", ""))[:100].encode("utf-8", "replace").decode()
        return Outcome(named, False, reason=reasons[:1000].encode("utf-8", "replace").decode())
    return Progress(**dict(item))


def _answer(outcomes: Sequence[Outcome]) -> ProgressOut:
    accepted = sum(outcome.accepted for outcome in outcomes)
    return ProgressOut(
        accepted=accepted,
        refused=len(outcomes) - accepted,
        items=[
            OutcomeOut(
                application_id=outcome.application_id,
                accepted=outcome.accepted,
                changed=outcome.changed,
                revision=outcome.revision,
                reason=outcome.reason,
            )
            for outcome in outcomes
        ],
    )
