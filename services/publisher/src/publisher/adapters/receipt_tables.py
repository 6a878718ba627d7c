"""The receipt projection's tables: what other services said became of a policy. Replay rebuilds them.

They have no foreign keys: after a loss the events come first, in any order.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from publisher.adapters.base import Base


class ReceiptChannelRow(Base):
    """What a channel showed of a revision, or of the withdrawal (no hash)."""

    __tablename__ = "receipt_channel"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(30), primary_key=True)
    address: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str | None] = mapped_column(String(80))
    mirrored_at: Mapped[datetime]


class ReceiptDriftRow(Base):
    """A moment at which a channel was found to show something else."""

    __tablename__ = "receipt_drift"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(30), primary_key=True)
    found_at: Mapped[datetime] = mapped_column(primary_key=True)
    repaired: Mapped[bool]


class ReceiptMatchRow(Base):
    """An enterprise's latest verdict under a policy; `revision` is the match's own."""

    __tablename__ = "receipt_match"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    revision: Mapped[int]
    policy_revision: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    enterprise_name: Mapped[str] = mapped_column(Text, server_default="")


class ReceiptMessageRow(Base):
    """What became of one message at one endpoint."""

    __tablename__ = "receipt_message"

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(20), primary_key=True)
    policy_id: Mapped[UUID]
    policy_revision: Mapped[int | None]
    credit_code: Mapped[str] = mapped_column(String(18))
    kind: Mapped[str] = mapped_column(String(40))
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")

    __table_args__ = (Index("ix_receipt_message_policy_id_policy_revision", "policy_id", "policy_revision"),)
