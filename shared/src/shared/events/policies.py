"""Events about policies: published in a revision, or withdrawn with a type."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.events.base import Contract, Event


class PolicyKind(StrEnum):
    """Whether enterprises get something from it."""

    DOCUMENT = "document"
    BENEFIT = "benefit"


class BenefitKind(StrEnum):
    """What a benefit policy gives."""

    GRANT = "grant"
    LOAN_SUBSIDY = "loan_subsidy"
    TAX = "tax"
    RECOGNITION = "recognition"
    SERVICE = "service"


class WithdrawalKind(StrEnum):
    """Why a policy is no longer in force: 废止, 失效, 修改, 撤稿, 合并."""

    REPEALED = "repealed"
    LAPSED = "lapsed"
    AMENDED = "amended"
    RETRACTED = "retracted"
    MERGED = "merged"


class InterpretationKind(StrEnum):
    """Who explains: 处长（科长）讲政策, 专家评政策, 媒体看政策."""

    OFFICIAL = "official"
    EXPERT = "expert"
    MEDIA = "media"


class Department(Contract):
    """An issuing department (发文机关)."""

    code: str
    name: str


class Window(Contract):
    """First and last filing day (申报期), both included, days in Asia/Shanghai."""

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("申报期的最后一天不能早于第一天。")
        return self


class ServiceItem(Contract):
    """Where to file (办事事项) on 一网通办."""

    code: str
    name: str
    url: str


class Contact(Contract):
    """Whom to ask."""

    name: str
    phone: str


class Tier(Contract):
    """One step of a graded amount (分档): for whom, and a fixed sum, or a ratio with a cap."""

    when: str
    yuan: Decimal | None = None
    ratio: Decimal | None = None
    cap_yuan: Decimal | None = None

    @property
    def most_yuan(self) -> Decimal | None:
        """The most that this step gives, where it says so."""
        return self.yuan if self.yuan is not None else self.cap_yuan


class Consultation(Contract):
    """How many opinions were heard (征求意见), and how many of them from small and medium enterprises."""

    opinions: int = Field(ge=0)
    from_smes: int = Field(ge=0)
    note: str = ""

    @model_validator(mode="after")
    def _a_part(self) -> Self:
        if self.from_smes > self.opinions:
            raise ValueError("来自中小企业的意见不能多于听取的意见总数。")
        return self

    @property
    def meets_norm(self) -> bool:
        """Whether at least half of the opinions came from small and medium enterprises."""
        return self.opinions > 0 and 2 * self.from_smes >= self.opinions


class Benefit(Contract):
    """What an enterprise gets and how it files. Money is in yuan, exact; `ratio` is a fraction of 1.

    `rolling` says that filing is open all year (全年受理), without windows. `universal` marks a policy for
    everybody of a kind (普惠性), which is consulted on first.
    """

    kind: BenefitKind
    amount_text: str
    fixed_yuan: tuple[Decimal, ...] = ()
    ratio: Decimal | None = None
    cap_yuan: Decimal | None = None
    windows: tuple[Window, ...] = ()
    materials: tuple[str, ...] = ()
    procedure: str = ""
    review_criteria: str = ""
    service_item: ServiceItem | None = None
    contact: Contact | None = None
    tiers: tuple[Tier, ...] = ()
    rolling: bool = False
    further_contacts: tuple[Contact, ...] = ()
    universal: bool = False
    consultation: Consultation | None = None

    @property
    def most_yuan(self) -> Decimal | None:
        """The most that one enterprise can get, where the policy says so."""
        stated = (self.cap_yuan, *(tier.most_yuan for tier in self.tiers))
        amounts = (*self.fixed_yuan, *(amount for amount in stated if amount is not None))
        return max(amounts, default=None)


class Question(Contract):
    """One question with its answer."""

    question: str
    answer: str


class Picture(Contract):
    """A picture of an interpretation; `sha256` is of its bytes, hexadecimal, `alt` what it shows in words."""

    url: str
    media_type: str
    sha256: str
    width: int
    height: int
    alt: str = ""


class Interpretation(Contract):
    """A plain explanation (政策解读), signed off and published with the policy."""

    kind: InterpretationKind
    title: str
    body: str
    questions: tuple[Question, ...] = ()
    video_url: str | None = None
    picture: Picture | None = None


class Attachment(Contract):
    """A file that belongs to the policy; `sha256` is of its bytes, hexadecimal."""

    name: str
    media_type: str
    size: int
    sha256: str
    url: str


class PolicyReference(Contract):
    """Another policy: by id where Huiqi knows it, by document number otherwise."""

    document_number: str
    title: str = ""
    policy_id: UUID | None = None


class Edition(Contract):
    """The same revision in another language."""

    title: str
    summary: str
    body: str


class PolicyContent(Contract):
    """What one revision of a policy says. Its canonical hash is what every channel must show.

    `body` is plain text: paragraphs separated by line breaks. `criteria` is a tree of `criteria.md`,
    version 1, validated before publication; None for a policy that no enterprise files for.
    """

    kind: PolicyKind
    index_number: str
    title: str
    issuer: Department
    joint_issuers: tuple[Department, ...] = ()
    document_number: str
    written_on: date
    published_on: date
    theme: str
    genre: str
    summary: str
    body: str
    keywords: tuple[str, ...] = ()
    effective_on: date | None = None
    expires_on: date | None = None
    attachments: tuple[Attachment, ...] = ()
    basis: tuple[PolicyReference, ...] = ()
    replaces: tuple[PolicyReference, ...] = ()
    replaced_by: tuple[PolicyReference, ...] = ()
    implements: tuple[PolicyReference, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    benefit: Benefit | None = None
    criteria: dict[str, Any] | None = None
    english: Edition | None = None

    @property
    def filing_windows(self) -> tuple[Window, ...]:
        """The windows in which one files: those that are stated, or all year until the policy lapses.

        Where filing is open all year and no expiry day is stated, none: there is nothing to be late for.
        """
        if self.benefit is None or self.benefit.windows or not self.benefit.rolling:
            return self.benefit.windows if self.benefit else ()
        first = self.effective_on or self.published_on
        if self.expires_on is None or self.expires_on < first:
            return ()
        return (Window(first=first, last=self.expires_on),)


class PolicyPublished(Event):
    """A revision of a policy went live (发布)."""

    event_type: ClassVar[str] = "policy.published.v1"
    topic: ClassVar[str] = "huiqi.policies"
    guard: ClassVar[str | None] = "policy"
    key_field: ClassVar[str] = "policy_id"

    policy_id: UUID
    revision: int = Field(ge=1)
    published_at: datetime
    channels: tuple[str, ...]
    content: PolicyContent
    content_hash: str


class PolicyWithdrawn(Event):
    """A policy is no longer in force. `revision` is newer than all published ones: none revives it."""

    event_type: ClassVar[str] = "policy.withdrawn.v1"
    topic: ClassVar[str] = "huiqi.policies"
    guard: ClassVar[str | None] = "policy"
    key_field: ClassVar[str] = "policy_id"

    policy_id: UUID
    revision: int = Field(ge=1)
    withdrawn_at: datetime
    kind: WithdrawalKind
    reason: str
    title: str
    document_number: str
    issuer: Department
    channels: tuple[str, ...]
    successor: PolicyReference | None = None
