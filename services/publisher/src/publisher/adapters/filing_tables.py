"""Tables of handing in progress by file, of drafting and keeping result announcements, and of objections."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from publisher.adapters.base import Base


class ProgressImportRow(Base):
    """One file of progress: what was taken from it, and each row that was refused with its reason."""

    __tablename__ = "progress_import"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(200))
    actor_name: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(200))
    changed: Mapped[int]
    unchanged: Mapped[int]
    refused: Mapped[list[Any]]

    __table_args__ = (Index("ix_progress_import_policy_id_at", "policy_id", "at"),)


class ResultDraftRow(Base):
    """A list of results that is not announced yet; its id becomes the announcement's."""

    __tablename__ = "result_draft"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), index=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    entries: Mapped[list[Any]]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    contact: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(200))


class AnnouncementStepRow(Base):
    """What was told of an announcement, once for each of its revisions; append-only."""

    __tablename__ = "announcement_step"

    announcement_id: Mapped[UUID] = mapped_column(ForeignKey("announcement.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    event: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(200))
    actor_name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)


class ObjectionRow(Base):
    """An objection, under a name that only the department's publisher may read; in no event and no log."""

    __tablename__ = "objection"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    announcement_id: Mapped[UUID] = mapped_column(ForeignKey("announcement.id"), index=True)
    credit_code: Mapped[str] = mapped_column(String(18))
    state: Mapped[str] = mapped_column(String(20))
    objector_name: Mapped[str] = mapped_column(Text)
    objector_contact: Mapped[str] = mapped_column(Text)
    statement: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
