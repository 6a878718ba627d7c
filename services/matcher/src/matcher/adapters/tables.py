"""The matcher's tables."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db import COLUMN_TYPES, service_metadata


class Base(DeclarativeBase):
    """The base of the service's tables."""

    metadata = service_metadata("matcher")
    type_annotation_map = COLUMN_TYPES


class EnterpriseRow(Base):
    """The profile as its owner last saved it. A removed enterprise keeps code and revision, nothing else."""

    __tablename__ = "enterprise"

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]]
    shard: Mapped[int]
    profiled_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    claims: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class StatementRow(Base):
    """What a source stated, changed or took back (null) at one time; rows are only added, or erased."""

    __tablename__ = "statement"
    __table_args__ = (Index("ix_statement_credit_code", "credit_code", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18))
    revision: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(12))
    facts: Mapped[dict[str, Any]]
    stated_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(Text)


class ProfileRow(Base):
    """The profile as it was last matched, from huiqi.enterprises."""

    __tablename__ = "profile"
    __table_args__ = (
        Index("ix_profile_shard_change", "shard", "change"),
        Index("ix_profile_shard_number", "shard", "number", unique=True),
    )

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any] | None]
    shard: Mapped[int]
    profiled_at: Mapped[datetime]
    match_floor: Mapped[int]
    change: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int]


class PolicyRow(Base):
    """A policy as it was last matched, from huiqi.policies."""

    __tablename__ = "policy"
    __table_args__ = (Index("ix_policy_change", "change"),)

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    criteria: Mapped[dict[str, Any] | None]
    brief: Mapped[dict[str, Any]]
    departments: Mapped[list[str]] = mapped_column(ARRAY(Text))
    published_at: Mapped[datetime]
    withdrawn: Mapped[bool]
    change: Mapped[int] = mapped_column(BigInteger)
    traceparent: Mapped[str | None] = mapped_column(String(100))


class MatchRow(Base):
    """The verdict of one policy on one enterprise, with its proof. None is kept for who was never matched."""

    __tablename__ = "match"
    __table_args__ = (Index("ix_match_credit_code", "credit_code", "verdict"),)

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    shard: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(12))
    revision: Mapped[int]
    policy_revision: Mapped[int] = mapped_column(BigInteger)
    profile_revision: Mapped[int] = mapped_column(BigInteger)
    proof: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class MatchingClockRow(Base):
    """One row that every change of a policy advances: it makes them take turns, and numbers them.

    `epoch` is another once the row was removed and the numbers started again.
    """

    __tablename__ = "matching_clock"

    singleton: Mapped[bool] = mapped_column(primary_key=True)
    change: Mapped[int] = mapped_column(BigInteger)
    epoch: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))


class ImportJobRow(Base):
    """One file. `rows`, `changed`, `refused` count what is done; `checked` says the strict pass is over."""

    __tablename__ = "import_job"
    __table_args__ = (Index("ix_import_job_created_at", "created_at"),)

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(12))
    strict: Mapped[bool]
    confirm: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12))
    checked: Mapped[bool]
    rows: Mapped[int] = mapped_column(BigInteger)
    changed: Mapped[int] = mapped_column(BigInteger)
    refused: Mapped[int] = mapped_column(BigInteger)
    message: Mapped[str] = mapped_column(Text)
    department: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ImportPieceRow(Base):
    """A piece of the file: kept until the import is done."""

    __tablename__ = "import_piece"

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]


class ImportRefusalRow(Base):
    """What is wrong with one cell; of the row itself nothing is kept."""

    __tablename__ = "import_refusal"

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    message: Mapped[str] = mapped_column(Text)


class MatchingShardRow(Base):
    """A share of the enterprises. Whoever matches them holds its row until the transaction ends.

    `change` numbers those transactions, `epoch` is another once the numbers started again, and `fence` is one
    more each time that another process took the shard over. Policies up to `policies_until` were matched.
    """

    __tablename__ = "matching_shard"

    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change: Mapped[int] = mapped_column(BigInteger, server_default="0")
    epoch: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    fence: Mapped[int] = mapped_column(BigInteger, server_default="0")
    policies_until: Mapped[int] = mapped_column(BigInteger, server_default="0")


class VerdictSetRow(Base):
    """Who had which verdict under a policy, by number in the shard, as of a turn of the shard.

    Of profiles that changed after that turn the rows of `match` alone tell. `members` is a roaring bitmap.
    """

    __tablename__ = "verdict_set"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    verdict: Mapped[str] = mapped_column(String(12), primary_key=True)
    policy_revision: Mapped[int] = mapped_column(BigInteger)
    change: Mapped[int] = mapped_column(BigInteger)
    members: Mapped[bytes]


class PolicyTextRow(Base):
    """The criteria of a policy's revision: what the proofs of its matches have in common."""

    __tablename__ = "policy_text"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    criteria: Mapped[dict[str, Any]]


class SweepRow(Base):
    """A day on which the verdicts of a shard that change with the calendar were brought up to date.

    `judged_by` is the day by which they were judged: a later one where nobody swept on the day itself.
    """

    __tablename__ = "sweep"

    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    judged_by: Mapped[date]
    swept_at: Mapped[datetime]


# Where an enterprise is erased, the events that told of it are found by key.
Index("ix_outbox_topic_key", *(Base.metadata.tables["outbox"].c[name] for name in ("topic", "key")))
