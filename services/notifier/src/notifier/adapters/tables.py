"""The notifier's tables.

Rebuilt by replay, what it knows: policy, policy_revision, standing, application. Its own, what it said and
what people did: those of `people_tables` and `gazette_tables`, message, errand, arming, reminder, delivery,
delivery_failure, opened, endpoint, endpoint_challenge, suppressed_address, muted_kind, preference,
endpoint_settings, removed_enterprise.
"""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Identity, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

import notifier.adapters.gazette_tables
import notifier.adapters.people_tables  # noqa: F401 (their tables belong to the same metadata)
from notifier.adapters.base import Base


class PolicyRow(Base):
    """The newest that is known of a policy: its windows, and its withdrawal if there was one."""

    __tablename__ = "policy"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int]
    windows: Mapped[list[Any]]
    windows_revision: Mapped[int]
    withdrawn: Mapped[bool] = mapped_column(server_default=text("false"))


class PolicyRevisionRow(Base):
    """What a revision said in brief, kept for the messages about it."""

    __tablename__ = "policy_revision"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    brief: Mapped[dict[str, Any]]
    withdrawal: Mapped[dict[str, Any] | None]
    # What matters to whoever files: `domain.terms.Terms`; None where only the matcher's word of it came.
    terms: Mapped[dict[str, Any] | None]


class StandingRow(Base):
    """How an enterprise stands under a policy."""

    __tablename__ = "standing"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True, index=True)
    enterprise_name: Mapped[str]
    revision: Mapped[int]
    policy_revision: Mapped[int]
    profile_revision: Mapped[int] = mapped_column(server_default=text("0"))
    verdict: Mapped[str] = mapped_column(String(12))
    told: Mapped[str] = mapped_column(String(10))
    # Facts whose answer would settle an undetermined verdict.
    missing: Mapped[list[str]] = mapped_column(ARRAY(String), server_default=text("'{}'"))


class ApplicationRow(Base):
    """An application that an enterprise filed, with the day on which it was first heard of."""

    __tablename__ = "application"
    __table_args__ = (Index("ix_application_policy_id_credit_code", "policy_id", "credit_code"),)

    application_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    policy_id: Mapped[UUID]
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    filed_on: Mapped[date]
    due_on: Mapped[date | None]


class RemovedEnterpriseRow(Base):
    """The tombstone of an enterprise: nothing older than `revision` brings it back."""

    __tablename__ = "removed_enterprise"

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    revision: Mapped[int]
    returned: Mapped[bool] = mapped_column(server_default=text("false"))


class MessageRow(Base):
    """A message. The row is the delivery to the inbox.

    The id is made of enterprise, policy, kind, occasion and days_before (`Message.id`): unique, as they are.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_inbox", "credit_code", "created_at", "id"),
        Index(
            "ix_message_arrival",
            "transaction_id",
            postgresql_using="brin",
            postgresql_with={"pages_per_range": 16, "autosummarize": True},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18))
    policy_id: Mapped[UUID]
    policy_revision: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30))
    occasion: Mapped[str] = mapped_column(String(150))
    days_before: Mapped[int]
    details: Mapped[dict[str, Any]]
    pushed: Mapped[bool]
    traceparent: Mapped[str | None] = mapped_column(String(55))
    created_at: Mapped[datetime]
    # Orders messages as they became visible; the live inbox resumes by it.
    transaction_id: Mapped[int] = mapped_column(
        BigInteger, server_default=text("((pg_current_xact_id())::text)::bigint")
    )


class OpenedRow(Base):
    """That a person opened a message."""

    __tablename__ = "opened"

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    opened_at: Mapped[datetime]


class ReminderRow(Base):
    """A reminder due at a time. What was sent or dropped stays, on record."""

    __tablename__ = "reminder"
    __table_args__ = (
        Index("ix_reminder_due", "due_at", "policy_id", postgresql_where=text("state = 'pending'")),
        Index("ix_reminder_policy", "policy_id", postgresql_where=text("state = 'pending'")),
    )

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    deadline: Mapped[date] = mapped_column(primary_key=True)
    days_before: Mapped[int] = mapped_column(primary_key=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), server_default=text("'pending'"))
    note: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    traceparent: Mapped[str | None] = mapped_column(String(55))


class ArmingRow(Base):
    """Enterprises whose reminders under a policy wait to be scheduled, as of `since`."""

    __tablename__ = "arming"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    policy_id: Mapped[UUID]
    credit_codes: Mapped[list[str]] = mapped_column(ARRAY(String(18)))
    since: Mapped[datetime]
    traceparent: Mapped[str | None] = mapped_column(String(55))


class EndpointRow(Base):
    """Where an enterprise wants its messages besides the inbox; with a `subject`, one member alone."""

    __tablename__ = "endpoint"
    __table_args__ = (
        UniqueConstraint(
            *("credit_code", "kind", "address", "subject"),
            name="uq_endpoint_owner",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18))
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(500))
    # Sealed (`handlers.ports.Vault`); the previous one still signs until its time is over.
    secret: Mapped[str | None] = mapped_column(Text)
    previous_secret: Mapped[str | None] = mapped_column(Text)
    previous_secret_until: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]
    subject: Mapped[str | None] = mapped_column(String(255))


class MutedKindRow(Base):
    """A kind of message that an enterprise wants in its inbox only."""

    __tablename__ = "muted_kind"

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)


class PreferenceRow(Base):
    """How a kind of message comes to an endpoint, where that is not at once (`domain.preferences.Mode`)."""

    __tablename__ = "preference"

    endpoint_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    mode: Mapped[str] = mapped_column(String(10))


class EndpointSettingsRow(Base):
    """An endpoint's language, quiet hours and digest time (days and hours in Asia/Shanghai, Monday is 1)."""

    __tablename__ = "endpoint_settings"

    endpoint_id: Mapped[UUID] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    language: Mapped[str] = mapped_column(String(2), server_default=text("'zh'"))
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    digest_at: Mapped[time] = mapped_column(server_default=text("'09:00'"))
    digest_weekday: Mapped[int] = mapped_column(server_default=text("1"))


class ErrandRow(Base):
    """What is left to do for messages that are in their inboxes already (`domain.errands`)."""

    __tablename__ = "errand"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    priority: Mapped[int]
    due_at: Mapped[datetime]
    policy_id: Mapped[UUID | None]
    revision: Mapped[int | None]
    message_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    details: Mapped[dict[str, Any] | None]
    traceparent: Mapped[str | None] = mapped_column(String(55))


class DeliveryRow(Base):
    """A message on its way to an endpoint: a row of the queue. A claim moves `due_at` ahead as its lease."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "endpoint_id"),
        Index("ix_delivery_due", "due_at", postgresql_where=text("state = 'queued'")),
        Index("ix_delivery_endpoint", "endpoint_id", "created_at"),
        Index("ix_delivery_failed", "finished_at", "id", postgresql_where=text("state = 'failed'")),
        Index("ix_delivery_held", "due_at", "endpoint_id", postgresql_where=text("state = 'held'")),
        Index(
            "ix_delivery_bundle",
            "bundle_id",
            postgresql_where=text("bundle_id IS NOT NULL AND state IN ('bundled', 'sent')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID]
    endpoint_id: Mapped[UUID]
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    state: Mapped[str] = mapped_column(String(10), server_default=text("'queued'"))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    due_at: Mapped[datetime]
    # Why it is held (`domain.preferences.Hold`), and with which delivery it went where several became one.
    hold: Mapped[str | None] = mapped_column(String(10))
    bundle_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    traceparent: Mapped[str | None] = mapped_column(String(55))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class DeliveryFailureRow(Base):
    """One attempt that did not succeed, for the log; what succeeded is on the delivery itself."""

    __tablename__ = "delivery_failure"

    delivery_id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    failed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class EndpointChallengeRow(Base):
    """A code that was sent to an endpoint to verify it. `target` is a digest of kind and address."""

    __tablename__ = "endpoint_challenge"
    __table_args__ = (
        Index("ix_endpoint_challenge_endpoint_id", "endpoint_id", "sent_at"),
        Index("ix_endpoint_challenge_credit_code", "credit_code", "sent_at"),
        Index("ix_endpoint_challenge_target", "target", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    endpoint_id: Mapped[UUID]
    credit_code: Mapped[str] = mapped_column(String(18))
    target: Mapped[str] = mapped_column(String(64))
    code_digest: Mapped[str] = mapped_column(String(64))
    wrong_guesses: Mapped[int] = mapped_column(server_default=text("0"))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SuppressedAddressRow(Base):
    """An address to which nothing goes any more, whoever enters it, until an operator lifts it."""

    __tablename__ = "suppressed_address"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    address: Mapped[str] = mapped_column(String(500), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    suppressed_at: Mapped[datetime]
