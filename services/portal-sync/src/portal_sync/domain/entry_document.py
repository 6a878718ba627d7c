"""An entry as a channel outside is given it: one JSON document, the same bytes for the same entry."""

from typing import Any
from uuid import UUID

from portal_sync.domain.disposition import disposition_of
from portal_sync.domain.entry import Entry
from portal_sync.domain.relation import Related
from portal_sync.domain.source import WITHDRAWALS, withdrawal_hash
from shared.events import canonical_hash

Json = dict[str, Any]


def entry_document(entry: Entry, address: str) -> Json:
    """Return the document. From `content` and `withdrawal` anybody can compute the hashes beside them.

    It does not say when it was handed over, so that handing it over again changes nothing.
    """
    content, withdrawal = entry.content, entry.withdrawal
    return {
        "policy_id": str(entry.policy_id),
        "revision": entry.revision,
        "channel": entry.channel,
        "source_address": address,
        "content": None if content is None else content.model_dump(mode="json", exclude_defaults=True),
        "content_hash": entry.content_hash,
        "withdrawal": None if withdrawal is None else WITHDRAWALS.dump_python(withdrawal, mode="json"),
        "withdrawal_hash": withdrawal_hash(withdrawal),
        "disposition": None if withdrawal is None else disposition_of(withdrawal).value,
        "related": [_related(each) for each in entry.related],
    }


def etag_of(revision: int, document: Any) -> str:  # noqa: ANN401 (whatever stands there now)
    """Return the validator of a document as it is shown: RFC 9110 calls this a strong one."""
    return f'"{revision}-{canonical_hash(document).removeprefix("sha256:")[:32]}"'


def _related(related: Related) -> Json:
    policy_id: UUID | None = related.policy_id
    return {
        "kind": related.kind.value,
        "document_number": related.document_number,
        "title": related.title,
        "policy_id": None if policy_id is None else str(policy_id),
        "withdrawn": related.withdrawn,
    }
