"""Ask other departments in: grant and revoke, comment and agree. The policy's own department releases it."""

from dataclasses import dataclass
from uuid import UUID

from publisher.domain.errors import Conflict, Invalid, NotFound
from publisher.domain.policies import Policy
from publisher.domain.sharing import (
    MAY_LABELS,
    STANCE_LABELS,
    Grant,
    May,
    Opinion,
    Stance,
    check_grant,
    joint_departments,
)
from publisher.domain.states import RevisionState
from publisher.handlers.access import acting_department, as_issuer
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.identity import Principal, Role

_LONGEST = 4000


@dataclass(frozen=True)
class GrantAccess:
    """What another department may do from now on; None takes back what was granted."""

    policy_id: UUID
    department: str
    may: May | None


@dataclass(frozen=True)
class GiveOpinion:
    """What somebody of a department that has a part in the policy says of its draft."""

    policy_id: UUID
    stance: Stance
    text: str = ""


async def grant_access(unit: Unit, clock: Clock, principal: Principal, command: GrantAccess) -> Policy:
    """Grant or take back; a joint issuer keeps what the document gives it."""
    own = acting_department(principal, Role.DEPARTMENT_PUBLISHER)
    policy = await unit.policies.lock(command.policy_id, department=own)
    check_grant(command.department, own)
    if command.may is May.JOINT:
        raise Invalid("联合发文机关在文件里写明，不另授权。", "/may")
    now, name = clock.now(), as_issuer(command.department).name
    if command.may is not None:
        grant = Grant(command.department, command.may, principal.subject, principal.name, now)
        await unit.sharing.grant(policy.id, grant)
        said = f"{name}：{MAY_LABELS[command.may]}"
    else:
        if not await unit.sharing.revoke(policy.id, command.department):
            raise NotFound("没有给这个部门授过权。")
        said = f"{name}：收回授权"
    await keep_joint(unit, clock, policy)
    await note(unit, policy, principal, "shared", at=now, remark=said)
    return await unit.policies.lock(policy.id, department=own)


async def give_opinion(unit: Unit, clock: Clock, principal: Principal, command: GiveOpinion) -> Policy:
    """Record it; raises Conflict without a draft to speak of, Invalid for an objection without words."""
    department = acting_department(principal, Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER)
    said = command.text.strip()
    if not said and command.stance is not Stance.AGREE:
        raise Invalid("请写明意见。", "/text")
    if len(said) > _LONGEST:
        raise Invalid(f"意见最多 {_LONGEST} 个字符。", "/text")
    policy = await unit.policies.get(command.policy_id, department=department, shared=True)
    if policy.open is None:
        raise Conflict("这项政策没有正在办理的草稿，现在不需要会签。")
    if command.stance is Stance.AGREE and policy.open.state in {RevisionState.DRAFT, RevisionState.RETURNED}:
        raise Conflict("这份草稿还会改动，请在提交审核后会签同意。")
    now = clock.now()
    author, name = principal.subject, principal.name
    opinion = Opinion(department, author, name, command.stance, said, policy.open.cycle, now)
    await unit.sharing.say(policy.id, policy.open.id, opinion)
    remark = f"{as_issuer(department).name}：{STANCE_LABELS[command.stance]}。{said}"
    await note(unit, policy, principal, "opinion", at=now, remark=remark)
    return await unit.policies.get(policy.id, department=department, shared=True)


async def keep_joint(unit: Unit, clock: Clock, policy: Policy) -> None:
    """Give joint issuers their part as the document names them: draft and revision in force alike."""
    own = policy.department.code
    named = [joint_departments(each.content, own) for each in (policy.open, policy.live) if each is not None]
    await unit.sharing.keep_joint(policy.id, set().union(*named), clock.now())
