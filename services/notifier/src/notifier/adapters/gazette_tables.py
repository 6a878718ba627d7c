"""The tables of those who read the gazette by mail: the notifier's own, no replay brings them back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.adapters.base import Base


class GazetteSubscriberRow(Base):
    """An address, as entered; who unsubscribes, or does not confirm in time, is deleted."""

    __tablename__ = "gazette_subscriber"
    __table_args__ = (
        Index("uq_gazette_subscriber_address", text("lower(address)"), unique=True),
        Index("ix_gazette_subscriber_asked_at", "asked_at", postgresql_where=text("confirmed_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    confirmed_at: Mapped[datetime | None]
    asked: Mapped[int]
    asked_at: Mapped[datetime]
    asked_since: Mapped[datetime]


class GazetteIssueRow(Base):
    """An issue that was told of, whole."""

    __tablename__ = "gazette_issue"

    issue: Mapped[str] = mapped_column(String(7), primary_key=True)
    body: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]


class GazetteLetterRow(Base):
    """One letter to a subscriber; its id follows from whom, what for and the occasion."""

    __tablename__ = "gazette_letter"
    __table_args__ = (Index("ix_gazette_letter_due", "due_at", postgresql_where=text("state = 'queued'")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subscriber_id: Mapped[UUID] = mapped_column(
        ForeignKey("gazette_subscriber.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    issue: Mapped[str | None] = mapped_column(String(7))
    state: Mapped[str] = mapped_column(String(10), server_default="queued")
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    traceparent: Mapped[str | None] = mapped_column(String(55))
