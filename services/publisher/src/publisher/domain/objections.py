"""Objections (异议) to an announced list: made under a name, kept confidential, decided one by one."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from publisher.domain.errors import IllegalTransition, Invalid
from publisher.domain.result_states import OBJECTION_LABELS, OBJECTION_TRANSITIONS, ObjectionState
from publisher.domain.results import Announcement

_MOST: Final = {"objector_name": 100, "objector_contact": 200, "statement": 4000}
_ASKED: Final = {
    "objector_name": "异议人的姓名或单位",
    "objector_contact": "联系方式",
    "statement": "异议的内容",
}


@dataclass(frozen=True)
class Objection:
    """Who objects to an enterprise on a list, and why. Only the department's publisher reads it."""

    id: UUID
    announcement_id: UUID
    credit_code: str
    objector_name: str
    objector_contact: str
    statement: str
    received_on: date
    recorded_at: datetime
    recorded_by: str
    state: ObjectionState = ObjectionState.OPEN
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str = ""

    def check(self, announcement: Announcement, today: date) -> None:
        """Raise Invalid for an anonymous or an empty one, or one from outside the period."""
        announcement.standing_of(self.credit_code)
        for name, asked in _ASKED.items():
            value = getattr(self, name)
            if not value.strip():
                raise Invalid(f"请填写{asked}；异议须实名提出，这些内容严格保密。", f"/{name}")
            if len(value) > _MOST[name]:
                raise Invalid(f"{asked}最多 {_MOST[name]} 个字符。", f"/{name}")
        if not announcement.first_day <= self.received_on <= min(today, announcement.last_day):
            raise Invalid("收到异议的日期应在公示期内，且不晚于今天。", "/received_on")

    def decide(self, state: ObjectionState, reason: str, who: str, at: datetime) -> "Objection":
        """Settle it, with the reason; raises IllegalTransition where it was settled before."""
        if state not in OBJECTION_TRANSITIONS[self.state]:
            raise IllegalTransition(
                f"这件异议已经处理：{OBJECTION_LABELS[self.state]}。", OBJECTION_TRANSITIONS[self.state]
            )
        if not reason.strip():
            raise Invalid("请写明作出决定的理由，留存备查。", "/reason")
        return replace(self, state=state, reason=reason.strip()[:4000], decided_by=who, decided_at=at)
