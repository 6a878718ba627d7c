"""Which actions a person may take on a policy now: the transition table, their role, their department."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from publisher.domain.policies import Policy, Revision
from publisher.domain.reviews import next_step, unfit
from publisher.domain.sharing import May
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
        return _as_guest(policy, principal)
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


def _as_guest(policy: Policy, principal: Principal) -> frozenset[Action]:
    """Another department reviews where it was asked to, and does nothing else."""
    asked = policy.shared_with.get(principal.department or "") == May.REVIEW
    may = asked and _ROLES[Action.REVIEW] & set(principal.roles) and _may_review_now(policy, principal)
    return frozenset({Action.REVIEW}) if may else frozenset()


@dataclass(frozen=True)
class Withheld:
    """Something that the state allows and this person may not do now, and why."""

    action: Action
    reason: str


def why_not(policy: Policy, principal: Principal, today: date) -> list[Withheld]:
    """What somebody could do next and this person cannot, each with a sentence; nothing for operators."""
    if principal.department != policy.department.code:
        return []
    states = [each.state for each in (policy.open, policy.live) if each is not None]
    possible = dict.fromkeys(action for state in states for action in allowed_actions(state))
    may = actions_for(policy, principal)
    reasons = ((action, _reason(policy, principal, action, may, today)) for action in possible)
    return [Withheld(action, reason) for action, reason in reasons if reason]


def _reason(
    policy: Policy, principal: Principal, action: Action, may: Collection[Action], today: date
) -> str:
    roles = _ROLES.get(action, set())
    if action in may:
        return _unready(policy, action, today)
    if not roles or action not in _EXPLAINED:
        return ""
    if not roles & set(principal.roles):
        return f"由{'、'.join(_ROLE_LABELS[role] for role in sorted(roles))}办理。"
    waiting = _waiting(policy)
    return why_not_review(waiting, principal) if action is Action.REVIEW and waiting is not None else ""


def _unready(policy: Policy, action: Action, today: date) -> str:
    """Why an action that the person may take would be refused now."""
    if policy.open is None:
        return ""
    if action is Action.SUBMIT:
        return "".join(policy.open.unmet_in_content(today))
    if action is Action.PUBLISH_URGENTLY:
        return "".join(policy.open.unmet_but_reviews(today))
    return ""


_EXPLAINED: Final = frozenset({Action.EDIT, Action.SUBMIT, Action.REVIEW, Action.RECALL, Action.PUBLISH})
_ROLE_LABELS: Final = {
    Role.DEPARTMENT_EDITOR: "起草人",
    Role.DEPARTMENT_REVIEWER: "审核人",
    Role.DEPARTMENT_PUBLISHER: "发布人",
}


def _may_review_now(policy: Policy, principal: Principal) -> bool:
    waiting = _waiting(policy)
    return waiting is not None and may_review(waiting, principal)


def _waiting(policy: Policy) -> Revision | None:
    """The revision that waits for a reviewer."""
    in_force = policy.live if policy.live is not None and policy.live.awaits_review else None
    in_review = policy.open if policy.open and policy.open.state is RevisionState.IN_REVIEW else None
    return in_review or in_force


def may_review(revision: Revision, principal: Principal) -> bool:
    """Whether this person may take the next review step: no author, and no step taken before."""
    may = set(_ROLES[Action.REVIEW]) & set(principal.roles)
    return bool(may) and not why_not_review(revision, principal)


def why_not_review(revision: Revision, principal: Principal) -> str:
    """Why this person may not take the next review step; empty where they may."""
    if next_step(revision.reviews) is None:
        return "三次审核都已通过。"
    return unfit(principal.subject, revision.reviews, revision.authors)
