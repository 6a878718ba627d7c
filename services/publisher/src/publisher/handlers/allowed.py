"""Which actions a person may take on a policy now: the transition table, their role, their department."""

from publisher.domain.policies import Policy, Revision
from publisher.domain.reviews import next_step
from publisher.domain.states import Action, allowed_actions
from shared.identity import Principal, Role

_ROLES = {
    Action.EDIT: {Role.DEPARTMENT_EDITOR},
    Action.SUBMIT: {Role.DEPARTMENT_EDITOR},
    Action.RECALL: {Role.DEPARTMENT_EDITOR},
    Action.REVISE: {Role.DEPARTMENT_EDITOR},
    Action.REVIEW: {Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER},
    Action.PUBLISH: {Role.DEPARTMENT_PUBLISHER},
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
        and (action is not Action.REVIEW or policy.open is None or may_review(policy.open, principal))
    )


def may_review(revision: Revision, principal: Principal) -> bool:
    """Whether this person may take the next review step: no author, and no step taken before."""
    reviewed = {review.reviewer for review in revision.present_reviews}
    return (
        principal.subject not in {*revision.authors, *reviewed}
        and next_step(revision.present_reviews) is not None
    )
