"""The route by which department systems hand in the progress of applications."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from publisher.domain.applications import Progress
from publisher.entrypoints.api_models import OutcomeOut, ProgressIn, ProgressItem, ProgressOut
from publisher.entrypoints.desk import Clerk, Desk
from publisher.entrypoints.idempotency import IdempotencyKey, answer_once
from publisher.handlers.ports import Unit
from publisher.handlers.progress_applications import Code, Outcome, progress_applications, refused
from shared.web.sentences import pointer, sentence


def mount_applications(router: APIRouter, desk: Desk) -> None:
    """Hand in progress."""

    @router.post("/applications/progress", response_model=ProgressOut)
    async def progress(
        principal: Clerk, batch: ProgressIn, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """批量登记申报进度，一次最多 10000 条。

        逐条接受或说明拒绝的原因；接受的一起生效。重复送来的同一步（申报编号、状态、发生时间都相同）不产生变化，
        整批重送也可以带同一个 Idempotency-Key，得到同样的回答。
        """

        async def act(unit: Unit) -> tuple[int, ProgressOut]:
            items = [_parsed(raw) for raw in batch.items]
            good = [item for item in items if isinstance(item, Progress)]
            judged = iter(await progress_applications(unit, desk.clock, principal, good))
            return 200, _answer([item if isinstance(item, Outcome) else next(judged) for item in items])

        return await answer_once(desk, principal, request, key, act)


def _parsed(raw: dict[str, Any]) -> Progress | Outcome:
    """The item, or why it is refused."""
    try:
        item = ProgressItem.model_validate(raw)
    except ValidationError as error:
        reasons = "".join(f"{pointer(e['loc'])}：{sentence(e)}" for e in error.errors(include_url=False))
        # Half a character, which JSON can carry, would not fit into the answer.
        named = str(raw.get("application_id", ""))[:100].encode("utf-8", "replace").decode()
        return refused(named, Code.MALFORMED, reasons[:1000].encode("utf-8", "replace").decode())
    return Progress(**dict(item))


def _answer(outcomes: Sequence[Outcome]) -> ProgressOut:
    accepted = sum(outcome.accepted for outcome in outcomes)
    return ProgressOut(
        accepted=accepted,
        refused=len(outcomes) - accepted,
        items=[OutcomeOut(index=index, **vars(outcome)) for index, outcome in enumerate(outcomes)],
    )
