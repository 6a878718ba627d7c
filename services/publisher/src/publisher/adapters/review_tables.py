"""Tables of what reviewing leaves on the record. Triggers keep each of them as it was written."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from publisher.adapters.base import Base


class RemarkRow(Base):
    """One remark at a place in the text; it may be settled once, and changes in nothing else."""

    __tablename__ = "remark"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"), index=True)
    step: Mapped[str] = mapped_column(String(10))
    cycle: Mapped[int]
    place: Mapped[str] = mapped_column(String(60))
    quote: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    said: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    author_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(200))
    settled_name: Mapped[str | None] = mapped_column(String(200))
    answer: Mapped[str | None] = mapped_column(Text)


class DisclosureDecisionRow(Base):
    """One decision about who may read a document, the first or on review; append-only."""

    __tablename__ = "disclosure_decision"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"))
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    disclosure: Mapped[str] = mapped_column(String(20))
    legal_reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)
    again: Mapped[bool]
    actor: Mapped[str] = mapped_column(String(200))
    actor_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_disclosure_decision_revision_id_id", "revision_id", "id"),)


class StoredFileRow(Base):
    """An attachment or a picture of one policy, by what it holds."""

    __tablename__ = "stored_file"

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    actor: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
