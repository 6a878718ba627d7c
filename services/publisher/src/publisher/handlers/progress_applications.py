"""Take in a batch of application progress: each item accepted or refused, all that is accepted together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from publisher.domain.applications import Application, Progress, progress
from publisher.domain.errors import IllegalTransition, Refusal
from publisher.handlers.access import acting_department
from publisher.handlers.ports import Step, Unit
from shared.clock import Clock
from shared.events import ApplicationProgressed
from shared.identity import Principal, Role

_NO_POLICY: Final = "没有这项政策，或者它不属于您所在的部门，或者还没有发布。"
CLERKS: Final = (Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_PUBLISHER)


class Code(StrEnum):
    """Why an item is refused, for programs."""

    MALFORMED = "malformed"
    NO_POLICY = "no_policy"
    IN_THE_FUTURE = "in_the_future"
    ILLEGAL_TRANSITION = "illegal_transition"
    INVALID = "invalid"


@dataclass(frozen=True)
class Outcome:
    """What became of one item. `changed` is false where the same step was handed in before.

    A refused one has its code, a sentence, and where it is a wrong step those that are allowed now.
    """

    application_id: str
    accepted: bool
    changed: bool = False
    revision: int | None = None
    code: Code | None = None
    reason: str = ""
    allowed: tuple[str, ...] = ()


@dataclass
class _Batch:
    """The state that a batch works on: applications as they become, and the steps already taken."""

    titles: Mapping[UUID, str]
    applications: dict[str, Application]
    steps: set[Step]
    taken: list[Application]


async def progress_applications(
    unit: Unit, clock: Clock, principal: Principal, items: Sequence[Progress]
) -> list[Outcome]:
    """Apply the items in their order; an item seen before changes nothing, a wrong one stops no other."""
    department = acting_department(principal, *CLERKS)
    ids = {item.application_id for item in items}
    batch = _Batch(
        titles=await unit.policies.titles({item.policy_id for item in items}, department=department),
        applications=await unit.applications.lock(ids),
        steps=await unit.applications.steps(ids),
        taken=[],
    )
    now = clock.now()
    outcomes = []
    for item in items:
        if item.occurred_at > now:
            outcomes.append(refused(item.application_id, Code.IN_THE_FUTURE, "发生时间不能晚于现在。"))
        else:
            outcomes.append(_apply(batch, item))
    await unit.applications.save(batch.taken, department=department)
    await unit.emit(*(_event(each, batch.titles[each.policy_id]) for each in batch.taken))
    return outcomes


def refused(application_id: str, code: Code, reason: str, allowed: Sequence[str] = ()) -> Outcome:
    """An item that is not taken, with the reason."""
    return Outcome(application_id, accepted=False, code=code, reason=reason, allowed=tuple(allowed))


def _apply(batch: _Batch, item: Progress) -> Outcome:
    if item.policy_id not in batch.titles:
        return refused(item.application_id, Code.NO_POLICY, _NO_POLICY)
    current = batch.applications.get(item.application_id)
    step = (item.application_id, item.state.value, item.occurred_at)
    if current and current.concerns(item) and step in batch.steps:
        return Outcome(item.application_id, accepted=True, revision=current.revision)
    try:
        after = progress(current, item)
    except IllegalTransition as refusal:
        return refused(item.application_id, Code.ILLEGAL_TRANSITION, str(refusal), refusal.allowed)
    except Refusal as refusal:
        return refused(item.application_id, Code.INVALID, str(refusal))
    batch.applications[item.application_id] = after
    batch.steps.add(step)
    batch.taken.append(after)
    return Outcome(item.application_id, accepted=True, changed=True, revision=after.revision)


def _event(application: Application, title: str) -> ApplicationProgressed:
    return ApplicationProgressed(
        application_id=application.id,
        revision=application.revision,
        policy_id=application.policy_id,
        policy_title=title,
        credit_code=application.credit_code,
        state=application.state,
        occurred_at=application.occurred_at,
        due_on=application.due_on,
        amount_yuan=application.amount_yuan,
        note=application.note,
    )
