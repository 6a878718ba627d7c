"""Events about result announcements (结果公示) and applications (申报进度)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Contract, Event
from shared.events.policies import Contact, Department


class ResultEntry(Contract):
    """One enterprise on the list."""

    enterprise_name: str
    credit_code: str
    amount_yuan: Decimal | None = None
    note: str = ""


class _Results(Event):
    """The whole list as the public may see it now: an entry that is suspended or removed is not in it.

    `taken_down` says why the list is public no longer; it has no entries then.
    """

    topic: ClassVar[str] = "huiqi.policies"
    guard: ClassVar[str | None] = "results"
    key_field: ClassVar[str] = "policy_id"
    subject_field: ClassVar[str | None] = "announcement_id"

    announcement_id: UUID
    revision: int = Field(ge=1)
    policy_id: UUID
    policy_title: str
    issuer: Department
    title: str
    entries: tuple[ResultEntry, ...]
    first_day: date
    last_day: date
    contact: Contact
    taken_down: str = ""


class ResultsAnnounced(_Results):
    """A list of approved enterprises is open to objection from `first_day` to `last_day`, both included."""

    event_type: ClassVar[str] = "results.announced.v1"

    announced_at: datetime


class ResultsFinalised(_Results):
    """The objection period ended and the list stands."""

    event_type: ClassVar[str] = "results.finalised.v1"

    finalised_at: datetime


class ApplicationState(StrEnum):
    """States of an application, in the order they usually take."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    SUPPLEMENT_REQUIRED = "supplement_required"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    DISBURSED = "disbursed"


class ApplicationProgressed(Event):
    """An application reached a state; `due_on` is the last day to supplement, where one is required."""

    event_type: ClassVar[str] = "application.progressed.v1"
    topic: ClassVar[str] = "huiqi.applications"
    guard: ClassVar[str | None] = "application"
    key_field: ClassVar[str] = "application_id"

    application_id: str
    revision: int = Field(ge=1)
    policy_id: UUID
    policy_title: str
    credit_code: str
    state: ApplicationState
    occurred_at: datetime
    due_on: date | None = None
    amount_yuan: Decimal | None = None
    note: str = ""
