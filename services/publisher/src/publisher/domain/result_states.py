"""The one table of a result announcement's states, of its entries' and of the objections to them."""

from enum import StrEnum
from typing import Final

from publisher.domain.errors import IllegalTransition


class AnnouncementState(StrEnum):
    """A draft, open to objection, standing, or public no longer."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    ANNOUNCED = "announced"
    FINALISED = "finalised"
    TAKEN_DOWN = "taken_down"


class AnnouncementAction(StrEnum):
    """What can happen to an announcement."""

    EDIT = "edit"
    DISCARD = "discard"
    ANNOUNCE = "announce"
    OBJECT = "object"
    SUSPEND = "suspend"
    RESTORE = "restore"
    REMOVE = "remove"
    REDACT = "redact"
    FINALISE = "finalise"
    TAKE_DOWN = "take_down"


class EntryStanding(StrEnum):
    """Whether the public sees an entry."""

    LISTED = "listed"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class ObjectionState(StrEnum):
    """Open, or decided: it stands, it does not, or whoever made it took it back."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    RETRACTED = "retracted"


_S, _A = AnnouncementState, AnnouncementAction
_WHILE_ANNOUNCED: Final = (_A.OBJECT, _A.SUSPEND, _A.RESTORE, _A.REMOVE, _A.REDACT)
TRANSITIONS: Final[dict[tuple[AnnouncementState, AnnouncementAction], AnnouncementState]] = {
    (_S.DRAFT, _A.EDIT): _S.DRAFT,
    (_S.DRAFT, _A.DISCARD): _S.DISCARDED,
    (_S.DRAFT, _A.ANNOUNCE): _S.ANNOUNCED,
    **{(_S.ANNOUNCED, action): _S.ANNOUNCED for action in _WHILE_ANNOUNCED},
    (_S.ANNOUNCED, _A.FINALISE): _S.FINALISED,
    (_S.ANNOUNCED, _A.TAKE_DOWN): _S.TAKEN_DOWN,
    (_S.FINALISED, _A.REDACT): _S.FINALISED,
    (_S.FINALISED, _A.REMOVE): _S.FINALISED,
    (_S.FINALISED, _A.TAKE_DOWN): _S.TAKEN_DOWN,
}
ENTRY_TRANSITIONS: Final[dict[EntryStanding, tuple[EntryStanding, ...]]] = {
    EntryStanding.LISTED: (EntryStanding.SUSPENDED, EntryStanding.REMOVED),
    EntryStanding.SUSPENDED: (EntryStanding.LISTED, EntryStanding.REMOVED),
    EntryStanding.REMOVED: (),
}
OBJECTION_TRANSITIONS: Final[dict[ObjectionState, tuple[ObjectionState, ...]]] = {
    ObjectionState.OPEN: (ObjectionState.UPHELD, ObjectionState.DISMISSED, ObjectionState.RETRACTED),
    ObjectionState.UPHELD: (),
    ObjectionState.DISMISSED: (),
    ObjectionState.RETRACTED: (),
}

STATE_LABELS: Final = {
    _S.DRAFT: "草稿",
    _S.DISCARDED: "已删除",
    _S.ANNOUNCED: "公示中",
    _S.FINALISED: "已确定",
    _S.TAKEN_DOWN: "已撤下",
}
ACTION_LABELS: Final = {
    _A.EDIT: "修改",
    _A.DISCARD: "删除",
    _A.ANNOUNCE: "公示",
    _A.OBJECT: "登记异议",
    _A.SUSPEND: "暂停公示",
    _A.RESTORE: "恢复公示",
    _A.REMOVE: "移除企业",
    _A.REDACT: "删去说明",
    _A.FINALISE: "确定结果",
    _A.TAKE_DOWN: "撤下公示",
}
OBJECTION_LABELS: Final = {
    ObjectionState.OPEN: "待决定",
    ObjectionState.UPHELD: "异议成立",
    ObjectionState.DISMISSED: "异议不成立",
    ObjectionState.RETRACTED: "异议人撤回",
}


def allowed_actions(state: AnnouncementState) -> tuple[AnnouncementAction, ...]:
    """What the table has from here."""
    return tuple(action for here, action in TRANSITIONS if here is state)


def next_state(state: AnnouncementState, action: AnnouncementAction) -> AnnouncementState:
    """Where the action leads; raises IllegalTransition with what is allowed."""
    target = TRANSITIONS.get((state, action))
    if target is None:
        allowed = allowed_actions(state)
        follow = f"可以：{'、'.join(ACTION_LABELS[each] for each in allowed)}" if allowed else "不能再改动"
        raise IllegalTransition(
            f"这份结果公示{STATE_LABELS[state]}，不能{ACTION_LABELS[action]}；{follow}。", allowed
        )
    return target
