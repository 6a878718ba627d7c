"""Say something about a place in the text, and settle what was said."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from publisher.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from publisher.domain.policies import Policy, Revision
from publisher.domain.remarks import LONGEST_REMARK, Remark, Settlement, place_of
from publisher.domain.reviews import next_step
from publisher.domain.states import Action
from publisher.handlers.access import DEPARTMENT_ROLES, acting_department
from publisher.handlers.allowed import roles_for, why_not_review
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.identity import Principal


@dataclass(frozen=True)
class PlaceRemark:
    """A remark; without a quote it is about the whole field. `position` tells which of several alike."""

    policy_id: UUID
    place: str
    said: str
    quote: str = ""
    position: int | None = None


async def place_remark(unit: Unit, clock: Clock, principal: Principal, command: PlaceRemark) -> Remark:
    """Record it; raises Invalid where the quote does not stand in the field, NotPermitted for an author."""
    department = acting_department(principal, *roles_for(Action.REVIEW))
    said = _said(command.said)
    policy = await unit.policies.lock(command.policy_id, department=department, reviewing=True)
    revision = policy.under_review
    refusal = why_not_review(revision, principal)
    if refusal:
        raise NotPermitted(refusal)
    step = next_step(revision.reviews)
    if step is None:
        raise Conflict("三次审核都已通过，要提意见请先退回。")
    quote, position = place_of(revision.content, command.place, command.quote, command.position)
    remark = Remark(
        id=uuid4(),
        step=step,
        cycle=revision.cycle,
        place=command.place,
        quote=quote,
        position=position,
        said=said,
        author=principal.subject,
        author_name=principal.name,
        at=clock.now(),
    )
    await unit.remarks.add(revision.id, remark)
    where = f"{remark.place}“{quote}”" if quote else remark.place
    await note(unit, policy, principal, "remarked", at=remark.at, remark=f"{where}：{said}")
    return remark


@dataclass(frozen=True)
class SettleRemark:
    """What was done about a remark."""

    policy_id: UUID
    remark_id: UUID
    answer: str = ""


async def settle_remark(unit: Unit, clock: Clock, principal: Principal, command: SettleRemark) -> Policy:
    """Mark a remark as dealt with; raises NotFound, and Conflict where somebody already did."""
    department = acting_department(principal, *DEPARTMENT_ROLES)
    answer = command.answer.strip()
    if len(answer) > LONGEST_REMARK:
        raise Invalid(f"答复最多 {LONGEST_REMARK} 个字。", "/answer")
    policy = await unit.policies.lock(command.policy_id, department=department)
    revision, remark = await _find(unit, policy, command.remark_id)
    now = clock.now()
    settlement = Settlement(now, principal.subject, principal.name, answer)
    if not await unit.remarks.settle(revision.id, remark.id, settlement):
        raise Conflict("这条意见已经处理过了。")
    said = f"{remark.place}：{remark.said}" + (f"（答复：{answer}）" if answer else "")
    await note(unit, policy, principal, "settled", at=now, remark=said)
    return policy


async def _find(unit: Unit, policy: Policy, remark_id: UUID) -> tuple[Revision, Remark]:
    for revision in (policy.open, policy.live):
        if revision is not None:
            for remark in await unit.remarks.of(revision.id):
                if remark.id == remark_id:
                    return revision, remark
    raise NotFound("没有这条意见。")


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise Invalid("请写明意见。", "/said")
    if len(said) > LONGEST_REMARK:
        raise Invalid(f"意见最多 {LONGEST_REMARK} 个字。", "/said")
    return said
