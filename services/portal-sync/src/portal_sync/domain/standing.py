"""The status stamp of a policy (现行有效, 已修改, 已废止, 已失效 …)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from portal_sync.domain.source import Withdrawal
from shared.events import PolicyContent, WithdrawalKind


@dataclass(frozen=True, slots=True)
class Standing:
    """A status by code, word and shape: the stylesheet draws the shape by `code`."""

    code: str
    label: str

    @property
    def in_force(self) -> bool:
        return self.code in {"in_force", "not_yet", "soliciting"}


# The genre of a draft that opinions are asked on, until the last day that it names as its last of force.
SOLICITATION: Final = "征求意见"

_WITHDRAWN: Final = {
    WithdrawalKind.REPEALED: Standing("repealed", "已废止"),
    WithdrawalKind.LAPSED: Standing("lapsed", "已失效"),
    WithdrawalKind.AMENDED: Standing("amended", "已修改"),
    WithdrawalKind.RETRACTED: Standing("retracted", "已撤下"),
    WithdrawalKind.MERGED: Standing("merged", "已合并"),
}


def standing_on(today: date, content: PolicyContent | None, withdrawal: Withdrawal | None) -> Standing:
    """Tell a policy's status on a day. A document lapses by itself on the day after its last day of force."""
    if withdrawal is not None:
        return _WITHDRAWN[withdrawal.kind]
    if content is not None and content.genre == SOLICITATION:
        over = content.expires_on is not None and content.expires_on < today
        return Standing("solicited", "征求意见已结束") if over else Standing("soliciting", "征求意见中")
    if content is not None and content.expires_on is not None and content.expires_on < today:
        return Standing("lapsed", "已失效")
    if content is not None and content.effective_on is not None and content.effective_on > today:
        return Standing("not_yet", "尚未施行")
    return Standing("in_force", "现行有效")
