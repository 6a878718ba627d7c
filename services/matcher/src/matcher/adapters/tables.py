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
    __table_args__ = (Index("ix_profile_change", "change"),)

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any] | None]
    shard: Mapped[int]
    profiled_at: Mapped[datetime]
    match_floor: Mapped[int]
    change: Mapped[int] = mapped_column(BigInteger)


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
    """One row that every matching transaction advances: it makes them take turns, and numbers them.

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
