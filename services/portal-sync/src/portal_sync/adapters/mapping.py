"""Between rows and the domain's values."""

from typing import Any

from pydantic import ValidationError

from portal_sync.adapters.tables import EntryRow
from portal_sync.domain.entry import Entry
from portal_sync.domain.said import Said
from portal_sync.domain.source import WITHDRAWALS, Outline, Publication, SourceRecord, Withdrawal
from shared.events import PolicyContent


def withdrawal_text(withdrawal: Withdrawal | None) -> str | None:
    """Return a withdrawal as it is stored, as JSON text."""
    return None if withdrawal is None else WITHDRAWALS.dump_json(withdrawal).decode()


def to_withdrawal(stored: dict[str, Any] | None) -> Withdrawal | None:
    """Return a withdrawal from what was stored."""
    return None if stored is None else WITHDRAWALS.validate_python(stored)


def to_record(row: Any, outline: Outline | None = None) -> SourceRecord:  # noqa: ANN401 (of many columns)
    """Return a source record from its columns, the content given as text or as what it means.

    Content stored by this service is always readable.
    """
    publication = None
    if row.content is not None:
        assert row.content_revision is not None
        assert row.published_at is not None
        assert row.content_hash is not None
        publication = Publication(
            revision=row.content_revision,
            published_at=row.published_at,
            channels=tuple(row.published_channels or ()),
            said=Said.stored(row.content)
            if isinstance(row.content, str)
            else Said.of(PolicyContent.model_validate(row.content)),
            content_hash=row.content_hash,
        )
    return SourceRecord(row.policy_id, publication, to_withdrawal(row.withdrawal), outline)


def to_entry(row: EntryRow) -> Entry | None:
    """Return an entry; None where somebody has made it unreadable, until the reconciler has repaired it."""
    try:
        content = None if row.content is None else PolicyContent.model_validate(row.content)
        withdrawal = to_withdrawal(row.withdrawal)
    except ValidationError:
        return None
    return Entry(
        channel=row.channel,
        policy_id=row.policy_id,
        revision=row.revision,
        said=None if content is None else Said.of(content),
        content_hash=row.content_hash,
        withdrawal=withdrawal,
        mirrored_at=row.mirrored_at,
    )
