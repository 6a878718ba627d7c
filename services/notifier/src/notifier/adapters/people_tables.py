"""The tables of people: members, what is followed and muted, associations, and what was clicked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.adapters.base import Base

_SUBJECT = String(255)


class MemberRow(Base):
    """A person who signs in for an enterprise, and what they agreed to.

    `calendar_key` is the secret part of the address of their calendar.
    """

    __tablename__ = "member"

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    subject: Mapped[str] = mapped_column(_SUBJECT, primary_key=True)
    name: Mapped[str]
    joined_at: Mapped[datetime]
    opening_objected_at: Mapped[datetime | None]
    clicks_agreed_at: Mapped[datetime | None]
    calendar_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(2), server_default=text("'zh'"))


class ClickedRow(Base):
    """That somebody who agreed to it followed a link of a message."""

    __tablename__ = "clicked"

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(String(10), primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    clicked_at: Mapped[datetime]


class FollowRow(Base):
    """A policy, theme, department or search that an enterprise follows, or an association for its members."""

    __tablename__ = "follow"
    __table_args__ = (Index("ix_follow_target", "kind", "target"),)

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    target: Mapped[str] = mapped_column(String(100), primary_key=True)
    for_members: Mapped[bool] = mapped_column(primary_key=True, server_default=text("false"))
    label: Mapped[str]
    created_at: Mapped[datetime]


class MuteRow(Base):
    """A policy, theme or department about which an enterprise wants nothing pushed."""

    __tablename__ = "mute"

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    target: Mapped[str] = mapped_column(String(100), primary_key=True)
    label: Mapped[str]
    created_at: Mapped[datetime]


class MembershipRow(Base):
    """An association asked to see what reached an enterprise; whether that agreed."""

    __tablename__ = "membership"

    association_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True, index=True)
    association_name: Mapped[str]
    asked_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    agreed_by: Mapped[str | None] = mapped_column(_SUBJECT)
    ended_at: Mapped[datetime | None]
