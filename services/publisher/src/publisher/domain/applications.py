"""Applications (申报) as departments report them: one table of states, and what each step needs."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from publisher.domain.errors import IllegalTransition, Invalid
from publisher.domain.plausible import check_day
from shared.clock import SHANGHAI
from shared.events import ApplicationState
from shared.vocabulary import APPLICATION_STATES

# None is "not handed in yet": an application may first be heard of as received or as accepted.
TRANSITIONS: Final[dict[ApplicationState | None, tuple[ApplicationState, ...]]] = {
    None: (ApplicationState.RECEIVED, ApplicationState.ACCEPTED),
    ApplicationState.RECEIVED: (
        ApplicationState.ACCEPTED,
        ApplicationState.SUPPLEMENT_REQUIRED,
        ApplicationState.REJECTED,
    ),
    ApplicationState.SUPPLEMENT_REQUIRED: (
        ApplicationState.RECEIVED,
        ApplicationState.ACCEPTED,
        ApplicationState.UNDER_REVIEW,
        ApplicationState.REJECTED,
    ),
    ApplicationState.ACCEPTED: (
        ApplicationState.UNDER_REVIEW,
        ApplicationState.SUPPLEMENT_REQUIRED,
        ApplicationState.REJECTED,
    ),
    ApplicationState.UNDER_REVIEW: (
        ApplicationState.SUPPLEMENT_REQUIRED,
        ApplicationState.APPROVED,
        ApplicationState.REJECTED,
    ),
    ApplicationState.APPROVED: (ApplicationState.DISBURSED,),
    ApplicationState.REJECTED: (),
    ApplicationState.DISBURSED: (),
}


@dataclass(frozen=True)
class Progress:
    """One item that a department hands in."""

    application_id: str
    policy_id: UUID
    credit_code: str
    state: ApplicationState
    occurred_at: datetime
    due_on: date | None = None
    amount_yuan: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class Application:
    """The present state of one application; `revision` counts its steps from 1."""

    id: str
    policy_id: UUID
    credit_code: str
    state: ApplicationState
    revision: int
    occurred_at: datetime
    due_on: date | None = None
    amount_yuan: Decimal | None = None
    note: str = ""

    def concerns(self, item: Progress) -> bool:
        """Whether an item is about the same policy and enterprise."""
        return (self.policy_id, self.credit_code) == (item.policy_id, item.credit_code)


def progress(current: Application | None, item: Progress) -> Application:
    """The application after `item`; raises IllegalTransition or Invalid with a sentence."""
    state = current.state if current else None
    if item.state not in TRANSITIONS[state]:
        raise IllegalTransition(_refusal(state, item.state), [s.value for s in TRANSITIONS[state]])
    if item.state is ApplicationState.SUPPLEMENT_REQUIRED and item.due_on is None:
        raise Invalid("要求补正时须写明补正截止日期。", "/due_on")
    if item.state is ApplicationState.SUPPLEMENT_REQUIRED and not item.note.strip():
        raise Invalid("要求补正时须在说明中写明要补什么。", "/note")
    check_day(item.due_on, "/due_on")
    if item.due_on is not None and item.due_on < item.occurred_at.astimezone(SHANGHAI).date():
        raise Invalid("补正截止日期不能早于要求补正的那一天。", "/due_on")
    if current is None:
        return _first(item)
    if not current.concerns(item):
        raise Invalid("这个申报编号属于另一项政策或另一家企业。", "/application_id")
    if item.occurred_at < current.occurred_at:
        raise Invalid("发生时间早于这份申报已登记的进度。", "/occurred_at")
    return replace(
        current,
        state=item.state,
        revision=current.revision + 1,
        occurred_at=item.occurred_at,
        due_on=item.due_on,
        amount_yuan=item.amount_yuan if item.amount_yuan is not None else current.amount_yuan,
        note=item.note,
    )


def _first(item: Progress) -> Application:
    return Application(
        id=item.application_id,
        policy_id=item.policy_id,
        credit_code=item.credit_code,
        state=item.state,
        revision=1,
        occurred_at=item.occurred_at,
        due_on=item.due_on,
        amount_yuan=item.amount_yuan,
        note=item.note,
    )


def _refusal(current: ApplicationState | None, wanted: ApplicationState) -> str:
    here = f"这份申报现在是“{APPLICATION_STATES[current]}”" if current else "这份申报还没有收件记录"
    allowed = "、".join(APPLICATION_STATES[state] for state in TRANSITIONS[current])
    follow = f"接下来可以是：{allowed}" if allowed else "已经办结"
    return f"{here}，不能变为“{APPLICATION_STATES[wanted]}”；{follow}。"
