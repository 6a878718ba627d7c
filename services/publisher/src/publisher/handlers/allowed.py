"""Which actions a person may take on a policy now: the transition table, their role, their department."""

from publisher.domain.policies import Policy, Revision
from publisher.domain.reviews import next_step, unfit
from publisher.domain.states import Action, RevisionState, allowed_actions
from shared.identity import Principal, Role

_ROLES = {
    Action.EDIT: {Role.DEPARTMENT_EDITOR},
    Action.SUBMIT: {Role.DEPARTMENT_EDITOR},
    Action.RECALL: {Role.DEPARTMENT_EDITOR},
    Action.REVISE: {Role.DEPARTMENT_EDITOR},
    Action.REVIEW: {Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER},
    Action.PUBLISH: {Role.DEPARTMENT_PUBLISHER},
    Action.PUBLISH_URGENTLY: {Role.DEPARTMENT_PUBLISHER},
    Action.SCHEDULE: {Role.DEPARTMENT_PUBLISHER},
    Action.UNSCHEDULE: {Role.DEPARTMENT_PUBLISHER},
    Action.WITHDRAW: {Role.DEPARTMENT_PUBLISHER},
}


def roles_for(action: Action) -> tuple[Role, ...]:
    """The roles that may take an action."""
    return tuple(sorted(_ROLES[action]))


def actions_for(policy: Policy, principal: Principal) -> frozenset[Action]:
    """What the page offers; the use cases refuse everything else."""
    if principal.department != policy.department.code:
        return frozenset()
    open_actions = set(allowed_actions(policy.open.state)) - {Action.WITHDRAW} if policy.open else set()
    live_actions = set(allowed_actions(policy.live.state)) if policy.live else set()
    if policy.open:
        live_actions -= {Action.REVISE}
    return frozenset(
        action
        for action in open_actions | live_actions
        if _ROLES.get(action, set()) & set(principal.roles)
        and (action is not Action.REVIEW or _may_review_now(policy, principal))
    )


def _may_review_now(policy: Policy, principal: Principal) -> bool:
    in_force = policy.live if policy.live is not None and policy.live.awaits_review else None
    in_review = policy.open if policy.open and policy.open.state is RevisionState.IN_REVIEW else None
    waiting = in_review or in_force
    return waiting is not None and may_review(waiting, principal)


def may_review(revision: Revision, principal: Principal) -> bool:
    """Whether this person may take the next review step: no author, and no step taken before."""
    may = set(_ROLES[Action.REVIEW]) & set(principal.roles)
    return bool(may) and not why_not_review(revision, principal)


def why_not_review(revision: Revision, principal: Principal) -> str:
    """Why this person may not take the next review step; empty where they may."""
    if next_step(revision.reviews) is None:
        return "三次审核都已通过。"
    return unfit(principal.subject, revision.reviews, revision.authors)
