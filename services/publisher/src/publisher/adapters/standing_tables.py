"""Tables of how a policy stands to others: its relations, who else may see it, and its coming expiry."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from publisher.adapters.base import Base


class RelationRow(Base):
    """What the newest published revision of a policy says of another document; without a target, outside."""

    __tablename__ = "policy_relation"

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    target_id: Mapped[UUID | None] = mapped_column(index=True)
    document_number: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)


class GrantRow(Base):
    """What another department may do with a policy, and who said so."""

    __tablename__ = "policy_grant"

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), primary_key=True)
    department: Mapped[str] = mapped_column(String(20), primary_key=True)
    may: Mapped[str] = mapped_column(String(10))
    granted_by: Mapped[str] = mapped_column(String(200))
    granted_by_name: Mapped[str] = mapped_column(String(200))
    granted_at: Mapped[datetime]

    __table_args__ = (Index("ix_policy_grant_department", "department", "policy_id"),)


class OpinionRow(Base):
    """What a joint department says of one submission (会签意见); append-only."""

    __tablename__ = "opinion"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), index=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    cycle: Mapped[int]
    department: Mapped[str] = mapped_column(String(20))
    author: Mapped[str] = mapped_column(String(200))
    author_name: Mapped[str] = mapped_column(String(200))
    stance: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]


class ExpiryReminderRow(Base):
    """That a department was reminded of an expiry day; once for each day."""

    __tablename__ = "expiry_reminder"

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), primary_key=True)
    expires_on: Mapped[date] = mapped_column(primary_key=True)
    reminded_at: Mapped[datetime]
