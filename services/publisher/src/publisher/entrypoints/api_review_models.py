"""What the routes around the reviews take and give."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.remarks import Remark, locate, texts
from publisher.domain.reviews import ReviewStep


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RemarkIn(_Request):
    """A remark on a field, or on a passage of it; `position` tells which of several alike."""

    place: str = Field(max_length=60, description="字段的名称，例如 正文、申报材料、政策解读 1")
    said: str = Field(max_length=2000)
    quote: str = Field("", max_length=500)
    position: int | None = Field(None, ge=0, le=1_000_000)


class SettlementIn(_Request):
    """What was done about a remark."""

    answer: str = Field("", max_length=2000)


class UrgentIn(_Request):
    """Why a policy cannot wait for its reviews."""

    reason: str = Field(max_length=2000)


class DisclosureIn(_Request):
    """What looking again at a decision not to disclose came to."""

    disclosure: Disclosure
    legal_reason: str = Field("", max_length=40)
    legal_note: str = Field("", max_length=2000)

    def decision(self) -> DisclosureDecision:
        """Raise Invalid for a document that is withheld without a reason of the law."""
        return DisclosureDecision.of(self.disclosure, self.legal_reason, self.legal_note)


class RemarkOut(BaseModel):
    """A remark; `position` is where its passage stands now, None where the passage was changed."""

    remark_id: UUID
    step: ReviewStep
    place: str
    quote: str
    position: int | None
    said: str
    author: str
    at: datetime
    settled_at: datetime | None = None
    settled_by: str | None = None
    answer: str = ""


class RemarksOut(BaseModel):
    """Oldest first."""

    items: list[RemarkOut]


def remark_out(remark: Remark, content: DraftContent) -> RemarkOut:
    """A remark as it stands in this text."""
    text = texts(content).get(remark.place)
    return RemarkOut(
        remark_id=remark.id,
        step=remark.step,
        place=remark.place,
        quote=remark.quote,
        position=locate(text, remark.quote, remark.position) if text is not None else None,
        said=remark.said,
        author=remark.author_name,
        at=remark.at,
        settled_at=remark.settled.at if remark.settled else None,
        settled_by=remark.settled.by_name if remark.settled else None,
        answer=remark.settled.answer if remark.settled else "",
    )
