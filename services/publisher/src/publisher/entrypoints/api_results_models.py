"""What the API of result announcements takes and gives."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from publisher.domain.result_states import AnnouncementAction, EntryStanding, ObjectionState
from publisher.entrypoints.api_models import AnnouncementOut, CreditCode
from shared.events import Contact, ResultEntry


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftOut(BaseModel):
    """A list in preparation; the days are those if it were announced today."""

    draft_id: UUID
    policy_id: UUID
    version: int
    title: str
    entries: tuple[ResultEntry, ...]
    contact: Contact
    first_day: date
    last_day: date
    updated_at: datetime


class DraftsOut(BaseModel):
    """The lists in preparation under a policy."""

    items: list[DraftOut]


class ObjectionIn(_Request):
    """An objection, made under a name. It is kept confidential."""

    credit_code: CreditCode
    objector_name: str = Field(max_length=100)
    objector_contact: str = Field(max_length=200)
    statement: str = Field(max_length=4000)
    received_on: date | None = Field(None, description="收到的日期，留空为今天")
    suspend: bool = Field(False, description="作出决定前暂停公示这家企业")


class ObjectionOut(BaseModel):
    """An objection, for the department's publisher only."""

    objection_id: UUID
    credit_code: str
    state: ObjectionState
    objector_name: str
    objector_contact: str
    statement: str
    received_on: date
    recorded_at: datetime
    decided_at: datetime | None
    reason: str


class ObjectionsOut(BaseModel):
    """The objections to a list, oldest first."""

    items: list[ObjectionOut]


class DecisionIn(_Request):
    """What was found, with the reason, which is kept with the objection."""

    objection_id: UUID
    state: ObjectionState
    reason: str = Field(max_length=4000)


class FinaliseIn(_Request):
    """Decisions on objections that are still open, made in the same act."""

    decisions: list[DecisionIn] = Field([], max_length=1000)


class EntryIn(_Request):
    """An enterprise on the list."""

    credit_code: CreditCode


class TakeDownIn(_Request):
    """Why the list is public no longer; the public reads it."""

    reason: str = Field(max_length=2000)


class ResultOut(AnnouncementOut):
    """A list with how its entries stand, and what may be done to it now."""

    standing: dict[str, EntryStanding]
    taken_down: str
    actions: list[AnnouncementAction]
