"""The publisher's tables."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

import publisher.adapters.filing_tables
import publisher.adapters.receipt_tables
import publisher.adapters.review_tables
import publisher.adapters.standing_tables  # noqa: F401 (their tables belong to the same metadata)
from publisher.adapters.base import Base


class PolicyRow(Base):
    """One policy; its row lock orders its revisions."""

    __tablename__ = "policy"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    department: Mapped[str] = mapped_column(String(20))
    department_name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    last_revision: Mapped[int] = mapped_column(Integer, server_default="0")
    withdrawn_revision: Mapped[int | None]
    withdrawal_kind: Mapped[str | None] = mapped_column(String(20))
    withdrawal_reason: Mapped[str | None] = mapped_column(Text)
    successor: Mapped[dict[str, Any] | None]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_policy_department_changed_at_id", "department", "changed_at", "id"),)


class RevisionRow(Base):
    """One revision. A trigger keeps one that has its number from being rewritten."""

    __tablename__ = "revision"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"))
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    cycle: Mapped[int]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str | None] = mapped_column(String(80))
    disclosure: Mapped[str] = mapped_column(String(20))
    legal_reason: Mapped[str] = mapped_column(Text)
    channels: Mapped[list[str]] = mapped_column(ARRAY(String(30)))
    authors: Mapped[list[str]] = mapped_column(ARRAY(String(200)))
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    traceparent: Mapped[str | None] = mapped_column(String(60))
    legal_note: Mapped[str] = mapped_column(Text, server_default="")
    urgent_reason: Mapped[str | None] = mapped_column(Text)
    urgent_by: Mapped[str | None] = mapped_column(String(200))
    review_due: Mapped[date | None]
    scheduled_for: Mapped[datetime | None]
    scheduled_by: Mapped[str | None] = mapped_column(String(200))
    scheduled_by_name: Mapped[str | None] = mapped_column(String(200))
    missed_because: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("policy_id", "number"),
        Index(
            "uq_revision_open",
            "policy_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'in_review', 'returned', 'approved', 'scheduled')"),
        ),
        Index("uq_revision_live", "policy_id", unique=True, postgresql_where=text("state = 'live'")),
        Index("ix_revision_scheduled_for", "scheduled_for", postgresql_where=text("state = 'scheduled'")),
        Index(
            "ix_revision_expires_on",
            text("(content ->> 'expires_on')"),
            postgresql_where=text("state = 'live'"),
        ),
        CheckConstraint("state <> 'scheduled' OR scheduled_for IS NOT NULL", name="scheduled"),
        CheckConstraint("(number IS NOT NULL) OR state NOT IN ('live', 'superseded')", name="numbered"),
    )


class ReviewRow(Base):
    """One review; a trigger keeps it, but that it may lose its standing once."""

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    cycle: Mapped[int]
    step: Mapped[str] = mapped_column(String(10))
    decision: Mapped[str] = mapped_column(String(10))
    reviewer: Mapped[str] = mapped_column(String(200))
    reviewer_name: Mapped[str] = mapped_column(String(200))
    remarks: Mapped[str] = mapped_column(Text)
    reviewed_at: Mapped[datetime]
    proofread: Mapped[bool] = mapped_column(server_default=text("false"))
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str | None] = mapped_column(String(200))
    voided_for: Mapped[list[str] | None] = mapped_column(ARRAY(String(60)))

    __table_args__ = (
        UniqueConstraint("revision_id", "cycle", "step"),
        UniqueConstraint("revision_id", "cycle", "reviewer"),
    )


class HistoryRow(Base):
    """Who did what and when; append-only."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(200))
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str | None] = mapped_column(String(20))


class IndexNumberRow(Base):
    """The last index number (索引号) given out in a department's year."""

    __tablename__ = "index_number"

    department: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    last: Mapped[int]


class ApplicationRow(Base):
    """One application; revision 0 only while the transaction that brings it decides."""

    __tablename__ = "application"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    department: Mapped[str] = mapped_column(String(20))
    policy_id: Mapped[UUID | None] = mapped_column(ForeignKey("policy.id"))
    credit_code: Mapped[str] = mapped_column(String(18))
    state: Mapped[str] = mapped_column(String(30))
    revision: Mapped[int]
    occurred_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    amount_yuan: Mapped[Decimal | None] = mapped_column(Numeric(18, 2))
    note: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_application_policy_id_state", "policy_id", "state"),
        Index("ix_application_policy_id_occurred_at_id", "policy_id", "occurred_at", "id"),
    )


class ApplicationStepRow(Base):
    """One step of an application; the key is what makes handing it in twice change nothing."""

    __tablename__ = "application_step"

    application_id: Mapped[str] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(30))
    occurred_at: Mapped[datetime]
    due_on: Mapped[date | None]
    amount_yuan: Mapped[Decimal | None] = mapped_column(Numeric(18, 2))
    note: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (UniqueConstraint("application_id", "state", "occurred_at"),)


class AnnouncementRow(Base):
    """One result announcement. `standing` says which of its entries are suspended or removed."""

    __tablename__ = "announcement"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), index=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    policy_title: Mapped[str] = mapped_column(Text)
    issuer: Mapped[dict[str, Any]]
    title: Mapped[str] = mapped_column(Text)
    entries: Mapped[list[Any]]
    first_day: Mapped[date]
    last_day: Mapped[date]
    contact: Mapped[dict[str, Any]]
    standing: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    taken_down: Mapped[dict[str, Any] | None]


class IdempotencyKeyRow(Base):
    """The answer that a request with an idempotency key got."""

    __tablename__ = "idempotency_key"

    owner: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None] = mapped_column(SmallInteger)
    body: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"), index=True)
