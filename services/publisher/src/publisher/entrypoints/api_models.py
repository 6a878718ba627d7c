"""What the API takes and gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.receipts import Failure, Funnel, Messages, Moment, RevisionLine, Unclaimed
from publisher.domain.result_states import AnnouncementState
from publisher.domain.reviews import Decision, ReviewStep
from publisher.domain.states import Action, RevisionState
from publisher.handlers.progress_applications import Code
from shared.events import (
    ApplicationState,
    Contact,
    Department,
    PolicyReference,
    ResultEntry,
    WithdrawalKind,
)

Channel = Literal["government", "business", "international"]
CreditCode = Annotated[str, StringConstraints(pattern="^[0-9A-HJ-NPQRTUWXY]{18}$")]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftIn(_Request):
    """A draft as a whole: what it says (anything may still be missing), who may read it, where it goes."""

    content: DraftContent
    disclosure: Disclosure = Disclosure.UNDECIDED
    legal_reason: str = Field("", max_length=40, description="不予公开的法定理由的代码")
    legal_note: str = Field("", max_length=2000, description="具体情况，不予公开时必填")
    channels: tuple[Channel, ...] = Field((), description="留空则按文件类型选定频道")

    @field_validator("channels")
    @classmethod
    def _each_once(cls, value: tuple[Channel, ...]) -> tuple[Channel, ...]:
        return tuple(dict.fromkeys(value))

    def decision(self) -> DisclosureDecision:
        """Raise Invalid for a document that is withheld without a reason of the law."""
        return DisclosureDecision.of(self.disclosure, self.legal_reason, self.legal_note)


class ReviewIn(_Request):
    """A reviewer's decision on one step; an approval confirms that its proofreading is done."""

    step: ReviewStep
    decision: Decision
    remarks: str = Field("", max_length=4000)
    proofread: bool = Field(False, description="通过时必须为 true：这一环节的校对已经完成")
    version: int | None = Field(None, ge=0, lt=2**31, description="所审的版本（ETag）；此后有变动的回答 409")


class WithdrawIn(_Request):
    """Why a policy is no longer in force; an amended or merged one names its successor."""

    kind: WithdrawalKind
    reason: str = Field(max_length=2000)
    successor: PolicyReference | None = None


class ResultsIn(_Request):
    """A list of approved enterprises. Without days: from today for five working days."""

    title: str = Field("", max_length=300)
    entries: list[ResultEntry] = Field(max_length=10_000)
    contact: Contact
    first_day: date | None = None
    last_day: date | None = None


class ProgressItem(_Request):
    """One step of one application; money in yuan."""

    application_id: str = Field(min_length=1, max_length=100)
    policy_id: UUID
    credit_code: CreditCode
    state: ApplicationState
    occurred_at: AwareDatetime
    due_on: date | None = None
    amount_yuan: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    note: str = Field("", max_length=2000)


class ProgressIn(_Request):
    """A batch, in order. Items are judged one by one: a wrong one stops no other."""

    items: list[dict[str, Any]] = Field(max_length=10_000)


class OutcomeOut(BaseModel):
    """What became of one item; `changed` is false where it had been handed in before.

    A refused one has a `code` for programs, a sentence, and for a wrong step the states that are allowed now.
    """

    index: int = Field(description="在这一批中的位置，从 0 起")
    application_id: str
    accepted: bool
    changed: bool
    revision: int | None
    code: Code | None
    reason: str
    allowed: tuple[ApplicationState, ...]


class ProgressOut(BaseModel):
    """The outcomes in the order of the items."""

    accepted: int
    refused: int
    items: list[OutcomeOut]


class ReviewOut(BaseModel):
    """An approval that stands, or what was returned since the last submission."""

    step: ReviewStep
    decision: Decision
    reviewer: str
    remarks: str
    reviewed_at: datetime
    proofread: bool


class RevisionOut(BaseModel):
    """One revision; `number` and `content_hash` from publication on."""

    number: int | None
    state: RevisionState
    version: int
    disclosure: Disclosure
    legal_reason: str
    legal_note: str
    urgent_reason: str | None = Field(description="紧急发布的原因；不是紧急发布的为空")
    review_due: date | None = Field(description="紧急发布后补审的最后一天")
    channels: tuple[str, ...]
    content: DraftContent
    content_hash: str | None
    reviews: list[ReviewOut]
    updated_at: datetime
    published_at: datetime | None
    trace_id: str | None
    scheduled_for: datetime | None = Field(None, description="定时发布的时刻")
    missed_because: str = Field("", description="到时没有发布的原因")


class WithdrawalOut(BaseModel):
    """Why a policy ended; `revision` is its tombstone."""

    revision: int
    kind: WithdrawalKind
    reason: str
    successor: PolicyReference | None
    withdrawn_at: datetime


class PolicyOut(BaseModel):
    """A policy; `unmet` is what stands between its draft and the public, a sentence each."""

    policy_id: UUID
    department: Department
    state: RevisionState
    title: str
    last_revision: int
    draft: RevisionOut | None
    live: RevisionOut | None
    withdrawal: WithdrawalOut | None
    actions: list[Action]
    unmet: list[str]
    trace_id: str | None = Field(None, description="发布请求的追踪编号，仅在发布时给出")
    disclose_by: date | None = Field(None, description="应当公开的最后一天：成文之日起 20 个工作日")


class PolicyLine(BaseModel):
    """A policy in a list."""

    policy_id: UUID
    department: Department
    state: RevisionState
    title: str
    document_number: str
    last_revision: int
    changed_at: datetime
    disclose_by: date | None = Field(None, description="应当公开的最后一天：成文之日起 20 个工作日")
    expires_on: date | None = Field(None, description="有效期的最后一天；次日零时（北京时间）起失效")


class PolicyPage(BaseModel):
    """A page of policies; `next` is the cursor of the next one."""

    items: list[PolicyLine]
    next: str | None


class AnnouncementOut(BaseModel):
    """A result announcement."""

    announcement_id: UUID
    policy_id: UUID
    revision: int
    state: AnnouncementState
    title: str
    entries: tuple[ResultEntry, ...]
    first_day: date
    last_day: date
    contact: Contact


class Announcements(BaseModel):
    """The announcements of a policy."""

    items: list[AnnouncementOut]
    next: None = None


class ReceiptOut(BaseModel):
    """What became of a policy."""

    policy_id: UUID
    title: str
    funnel: Funnel
    messages: Messages
    revisions: list[RevisionLine]
    failures: list[Failure]
    moments: list[Moment]
    unclaimed: Unclaimed
    revision: int | None = Field(None, description="只看这一版；留空为全部版本")
