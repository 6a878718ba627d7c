"""The service's tables.

Columns that lists choose and sort by are generated from the content that is shown, so that they cannot say
something else than it does. Days are ISO text there: the order is the same, and PostgreSQL takes no cast that
depends on a setting into a generated column.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Computed,
    DateTime,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from shared.db import COLUMN_TYPES, service_metadata


class Base(DeclarativeBase):
    """The base of the service's tables."""

    metadata = service_metadata("portal_sync")
    type_annotation_map = COLUMN_TYPES


# What a list chooses, counts and sorts by: answered from the index, without the texts.
_LISTED: Final = (
    *("theme", "department", "genre", "benefit", "withdrawn", "expires_on"),
    *("opens_on", "closes_on", "batches", "most_yuan"),
)
_WINDOWS: Final = "content #> '{benefit,windows}'::text[]"


def _of_benefits(kind: Any, expression: str) -> MappedColumn[Any]:  # noqa: ANN401 (a column type)
    shown = f"CASE WHEN (channel)::text = 'business'::text THEN {expression} END"
    return mapped_column(kind, Computed(shown, persisted=True))


def _asked_of(fact: str) -> str:
    return f"asked_of(content -> 'criteria'::text, '{fact}'::text)"


class SourceRow(Base):
    """What was published of a policy, and what became of it: the record that channels are compared with."""

    __tablename__ = "source"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    content_revision: Mapped[int | None] = mapped_column(BigInteger)
    published_at: Mapped[datetime | None]
    published_channels: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    # Where it goes as it stands now: the withdrawal's channels once it is withdrawn.
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text))
    content: Mapped[dict[str, Any] | None]
    content_hash: Mapped[str | None] = mapped_column(String(71))
    withdrawal_revision: Mapped[int | None] = mapped_column(BigInteger)
    withdrawal: Mapped[dict[str, Any] | None]
    kind: Mapped[str | None] = mapped_column(Text, Computed("content ->> 'kind'::text", persisted=True))
    theme: Mapped[str | None] = mapped_column(Text, Computed("content ->> 'theme'::text", persisted=True))
    department: Mapped[str | None] = mapped_column(
        Text, Computed("content #>> '{issuer,code}'::text[]", persisted=True)
    )
    genre: Mapped[str | None] = mapped_column(Text, Computed("content ->> 'genre'::text", persisted=True))
    benefit: Mapped[str | None] = mapped_column(
        Text, Computed("content #>> '{benefit,kind}'::text[]", persisted=True)
    )
    english: Mapped[bool | None] = mapped_column(
        Computed("jsonb_typeof(content -> 'english'::text) = 'object'::text", persisted=True)
    )
    # Of the withdrawal, where it stands.
    withdrawal_hash: Mapped[str | None] = mapped_column(String(71))
    # By which others refer to it, and the ids and numbers of those that it refers to.
    document_number: Mapped[str] = mapped_column(Text, server_default="", index=True)
    refers: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    # The transaction that wrote the row last, set by a trigger: the search engine reads what is new to it.
    changed: Mapped[int] = mapped_column(BigInteger, server_default="0", index=True)

    __table_args__ = (Index(None, "refers", postgresql_using="gin"),)


class EntryRow(Base):
    """What a built-in channel shows of a policy."""

    __tablename__ = "entry"

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[dict[str, Any] | None]
    content_hash: Mapped[str | None] = mapped_column(String(71))
    withdrawal: Mapped[dict[str, Any] | None]
    mirrored_at: Mapped[datetime]

    withdrawn: Mapped[bool] = mapped_column(Computed("withdrawal IS NOT NULL", persisted=True))
    theme: Mapped[str | None] = mapped_column(Text, Computed("content ->> 'theme'::text", persisted=True))
    genre: Mapped[str | None] = mapped_column(Text, Computed("content ->> 'genre'::text", persisted=True))
    department: Mapped[str | None] = mapped_column(
        Text, Computed("content #>> '{issuer,code}'::text[]", persisted=True)
    )
    document_number: Mapped[str | None] = mapped_column(
        Text, Computed("content ->> 'document_number'::text", persisted=True)
    )
    published_on: Mapped[str | None] = mapped_column(
        Text, Computed("content ->> 'published_on'::text", persisted=True)
    )
    expires_on: Mapped[str | None] = mapped_column(
        Text, Computed("content ->> 'expires_on'::text", persisted=True)
    )
    benefit: Mapped[str | None] = mapped_column(
        Text, Computed("content #>> '{benefit,kind}'::text[]", persisted=True)
    )
    windows: Mapped[Any | None] = mapped_column(
        JSONB, Computed("content #> '{benefit,windows}'::text[]", persisted=True)
    )
    replaces: Mapped[Any | None] = mapped_column(
        JSONB, Computed("content -> 'replaces'::text", persisted=True)
    )
    basis: Mapped[Any | None] = mapped_column(JSONB, Computed("content -> 'basis'::text", persisted=True))
    implements: Mapped[Any | None] = mapped_column(
        JSONB, Computed("content -> 'implements'::text", persisted=True)
    )
    replaced_by: Mapped[Any | None] = mapped_column(
        JSONB, Computed("content -> 'replaced_by'::text", persisted=True)
    )
    # Of benefit policies: first and last filing day of all windows, the most that one enterprise can get, and
    # the codes that the criteria ask for. Migration 0004 has the functions.
    opens_on: Mapped[str | None] = _of_benefits(Text, f"window_edge({_WINDOWS}, 'first'::text)")
    closes_on: Mapped[str | None] = _of_benefits(Text, f"window_edge({_WINDOWS}, 'last'::text)")
    batches: Mapped[int | None] = _of_benefits(
        Integer,
        f"CASE WHEN jsonb_typeof({_WINDOWS}) = 'array'::text THEN jsonb_array_length({_WINDOWS}) END",
    )
    most_yuan: Mapped[Decimal | None] = _of_benefits(Numeric, "most_yuan(content -> 'benefit'::text)")
    industries: Mapped[Any | None] = _of_benefits(JSONB, _asked_of("industry"))
    sizes: Mapped[Any | None] = _of_benefits(JSONB, _asked_of("size"))
    qualifications: Mapped[Any | None] = _of_benefits(JSONB, _asked_of("qualifications"))

    __table_args__ = (
        Index(
            "ix_entry_list",
            "channel",
            text("published_on DESC"),
            "policy_id",
            postgresql_include=_LISTED,
        ),
        Index(None, "channel", "theme", "published_on"),
        Index(None, "channel", "department", "published_on"),
        Index(None, "document_number"),
        *(
            Index(None, name, postgresql_using="gin", postgresql_ops={name: "jsonb_path_ops"})
            for name in ("replaces", "basis", "implements", "replaced_by")
        ),
    )


class OutsideRow(Base):
    """What a channel outside is known to show of a policy, and what is to be done there.

    `revision` is null where nothing is shown, `due_at` where nothing is to be done. `asked` grows with each
    request, so that one that comes while another is carried out is not lost. `drift` has what was found
    instead of what was shown there.
    """

    __tablename__ = "outside_entry"

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int | None] = mapped_column(BigInteger)
    content_hash: Mapped[str | None] = mapped_column(String(71))
    withdrawal_hash: Mapped[str | None] = mapped_column(String(71))
    etag: Mapped[str | None] = mapped_column(Text)
    shown_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(BigInteger, server_default="0")
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    problem: Mapped[str | None] = mapped_column(Text)
    drift: Mapped[dict[str, Any] | None]
    traceparent: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_outside_entry_due", "channel", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )


class LinkCheckRow(Base):
    """A link of something published, and how following it went; `failures` are in a row."""

    __tablename__ = "link_check"

    url: Mapped[str] = mapped_column(Text, primary_key=True)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    checked_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(Integer, server_default="0")
    failing_since: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, server_default="")


class ChannelStateRow(Base):
    """By which rule a channel was brought along last, and how its last comparison went.

    `ruled_at` is when the rule was another for the last time, `brought` and `removed` count what that moved.
    """

    __tablename__ = "channel_state"

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    rule: Mapped[str] = mapped_column(Text)
    filled_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)
    ruled_at: Mapped[datetime | None]
    brought: Mapped[int] = mapped_column(Integer, server_default="0")
    removed: Mapped[int] = mapped_column(Integer, server_default="0")


class CollectionRow(Base):
    """A collection that a department's editors made for the theme library; `version` counts its changes."""

    __tablename__ = "collection"

    collection_id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    department: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(40))
    rule: Mapped[dict[str, Any] | None]
    picks: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    published: Mapped[bool] = mapped_column(server_default="false")
    version: Mapped[int] = mapped_column(BigInteger, server_default="1")
    changed_by: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]


class GazetteIssueRow(Base):
    """An issue of the gazette that was told of, once. Subscribers have it, so a rebuild leaves it be."""

    __tablename__ = "gazette_issue"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    issued_at: Mapped[datetime]


class AnnouncementRow(Base):
    """A result announcement, whole in `body`."""

    __tablename__ = "announcement"

    announcement_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    policy_id: Mapped[UUID] = mapped_column(index=True)
    first_day: Mapped[date]
    body: Mapped[dict[str, Any]]


class SiteVersionRow(Base):
    """One row that every change raises, so that a cached page can be checked without making it."""

    __tablename__ = "site_version"

    single: Mapped[bool] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
