"""Members of an enterprise and what they agreed to; associations and whose news they may see."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

# Asking again and again is a nuisance; a refusal holds for so long.
ASK_AGAIN_AFTER: Final = timedelta(days=30)
MOST_ASKED_AT_ONCE: Final = 500
_CODE: Final = re.compile(r"[0-9ABCDEFGHJKLMNPQRTUWXY]{18}", re.ASCII)


class BadCodes(ValueError):  # noqa: N818 (named by what happened)
    """Credit codes that cannot be asked; the text is a sentence for people."""


def asked_codes(typed: str, own: str) -> list[str]:
    """Return the credit codes in a text, each once. Raises `BadCodes` that names the first that is none."""
    codes = list(dict.fromkeys(re.split(r"[\s,，;；、]+", typed.strip().upper())))
    if codes == [""]:
        raise BadCodes("请填写会员企业的统一社会信用代码。")
    wrong = next((code for code in codes if not _CODE.fullmatch(code)), None)
    if wrong is not None:
        raise BadCodes(f"“{wrong[:30]}”不是 18 位统一社会信用代码。")
    if own in codes:
        raise BadCodes("不能邀请本单位自己。")
    if len(codes) > MOST_ASKED_AT_ONCE:
        raise BadCodes(f"一次最多邀请 {MOST_ASKED_AT_ONCE} 家企业，请分几次填写。")
    return codes


@dataclass(frozen=True, slots=True)
class Member:
    """A person who signs in for an enterprise.

    `counts_opening`: opening a message shows in the policy's receipt, as the enterprise's and nobody's in
    particular, unless the person objected. `counts_clicks`: so do links followed, only if the person agreed.
    """

    credit_code: str
    subject: str
    name: str
    counts_opening: bool = True
    counts_clicks: bool = False
    calendar_key: str | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom endpoints are looked up: the enterprise's, with a `subject` that member's own too."""

    credit_code: str
    subject: str | None = None


class MembershipState(StrEnum):
    """How far an association and an enterprise have come."""

    ASKED = "asked"
    AGREED = "agreed"
    ENDED = "ended"


STATES: Final = {
    MembershipState.ASKED: "等待企业同意",
    MembershipState.AGREED: "已同意",
    MembershipState.ENDED: "未同意或已终止",
}


@dataclass(frozen=True, slots=True)
class Membership:
    """An association and an enterprise. Nothing is seen unless it is agreed, and only from then on."""

    association_code: str
    association_name: str
    credit_code: str
    enterprise_name: str
    asked_at: datetime
    agreed_at: datetime | None
    ended_at: datetime | None

    @property
    def state(self) -> MembershipState:
        if self.ended_at is not None:
            return MembershipState.ENDED
        return MembershipState.ASKED if self.agreed_at is None else MembershipState.AGREED


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a policy's messages came among an association's members."""

    policy_id: UUID
    title: str
    told: int
    opened: int
    last_told_at: datetime


@dataclass(frozen=True, slots=True)
class Unopened:
    """A member of an association that has not opened what it was told of a policy."""

    credit_code: str
    enterprise_name: str
    told_at: datetime
