"""The one table of a policy revision's states, and what leads from each to the next."""

from enum import StrEnum
from typing import Final

from publisher.domain.errors import IllegalTransition


class RevisionState(StrEnum):
    """Where a revision stands on its way from draft to history."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    LIVE = "live"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What can happen to a revision."""

    EDIT = "edit"
    SUBMIT = "submit"
    REVIEW = "review"
    APPROVE = "approve"
    RETURN = "return"
    RECALL = "recall"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    PUBLISH_URGENTLY = "publish_urgently"
    REVISE = "revise"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


STATE_LABELS: Final = {
    RevisionState.DRAFT: "草稿",
    RevisionState.IN_REVIEW: "审核中",
    RevisionState.RETURNED: "已退回",
    RevisionState.APPROVED: "待发布",
    RevisionState.SCHEDULED: "定时发布",
    RevisionState.LIVE: "已发布",
    RevisionState.SUPERSEDED: "旧版本",
    RevisionState.WITHDRAWN: "已撤回",
}

ACTION_LABELS: Final = {
    Action.EDIT: "编辑",
    Action.SUBMIT: "提交审核",
    Action.REVIEW: "审核",
    Action.APPROVE: "审核通过",
    Action.RETURN: "退回",
    Action.RECALL: "撤回送审",
    Action.SCHEDULE: "定时发布",
    Action.UNSCHEDULE: "取消定时",
    Action.PUBLISH: "发布",
    Action.PUBLISH_URGENTLY: "紧急发布",
    Action.REVISE: "修订",
    Action.SUPERSEDE: "由新版本取代",
    Action.WITHDRAW: "撤回政策",
}

# A policy has at most one open revision and at most one live.
OPEN_STATES: Final = frozenset(
    {
        RevisionState.DRAFT,
        RevisionState.IN_REVIEW,
        RevisionState.RETURNED,
        RevisionState.APPROVED,
        RevisionState.SCHEDULED,
    }
)

TRANSITIONS: Final = {
    (RevisionState.DRAFT, Action.EDIT): RevisionState.DRAFT,
    (RevisionState.DRAFT, Action.SUBMIT): RevisionState.IN_REVIEW,
    (RevisionState.DRAFT, Action.PUBLISH_URGENTLY): RevisionState.LIVE,
    (RevisionState.DRAFT, Action.WITHDRAW): RevisionState.WITHDRAWN,
    (RevisionState.IN_REVIEW, Action.REVIEW): RevisionState.IN_REVIEW,
    (RevisionState.IN_REVIEW, Action.APPROVE): RevisionState.APPROVED,
    (RevisionState.IN_REVIEW, Action.RETURN): RevisionState.RETURNED,
    (RevisionState.IN_REVIEW, Action.RECALL): RevisionState.DRAFT,
    (RevisionState.IN_REVIEW, Action.PUBLISH_URGENTLY): RevisionState.LIVE,
    (RevisionState.IN_REVIEW, Action.WITHDRAW): RevisionState.WITHDRAWN,
    (RevisionState.RETURNED, Action.EDIT): RevisionState.DRAFT,
    (RevisionState.RETURNED, Action.SUBMIT): RevisionState.IN_REVIEW,
    (RevisionState.RETURNED, Action.PUBLISH_URGENTLY): RevisionState.LIVE,
    (RevisionState.RETURNED, Action.WITHDRAW): RevisionState.WITHDRAWN,
    (RevisionState.APPROVED, Action.PUBLISH): RevisionState.LIVE,
    (RevisionState.APPROVED, Action.SCHEDULE): RevisionState.SCHEDULED,
    (RevisionState.APPROVED, Action.RECALL): RevisionState.DRAFT,
    (RevisionState.APPROVED, Action.WITHDRAW): RevisionState.WITHDRAWN,
    (RevisionState.SCHEDULED, Action.PUBLISH): RevisionState.LIVE,
    (RevisionState.SCHEDULED, Action.SCHEDULE): RevisionState.SCHEDULED,
    (RevisionState.SCHEDULED, Action.UNSCHEDULE): RevisionState.APPROVED,
    (RevisionState.SCHEDULED, Action.RECALL): RevisionState.DRAFT,
    (RevisionState.SCHEDULED, Action.WITHDRAW): RevisionState.WITHDRAWN,
    # The reviews that follow an emergency publication; what they return is revised or withdrawn.
    (RevisionState.LIVE, Action.REVIEW): RevisionState.LIVE,
    (RevisionState.LIVE, Action.APPROVE): RevisionState.LIVE,
    (RevisionState.LIVE, Action.RETURN): RevisionState.LIVE,
    (RevisionState.LIVE, Action.REVISE): RevisionState.LIVE,
    (RevisionState.LIVE, Action.SUPERSEDE): RevisionState.SUPERSEDED,
    (RevisionState.LIVE, Action.WITHDRAW): RevisionState.WITHDRAWN,
}


def allowed_actions(state: RevisionState) -> tuple[Action, ...]:
    """The actions that the table has from `state`, in its order."""
    return tuple(action for (origin, action) in TRANSITIONS if origin is state)


def next_state(state: RevisionState, action: Action) -> RevisionState:
    """Where `action` leads from `state`; raises IllegalTransition naming what is allowed instead."""
    target = TRANSITIONS.get((state, action))
    if target is not None:
        return target
    allowed = allowed_actions(state)
    words = "、".join(ACTION_LABELS[a] for a in allowed) or "没有"
    raise IllegalTransition(
        f"该版本现在是“{STATE_LABELS[state]}”，不能{ACTION_LABELS[action]}；现在可以做的是：{words}。",
        [a.value for a in allowed],
    )
