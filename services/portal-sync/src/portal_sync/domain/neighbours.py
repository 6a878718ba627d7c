"""Which policies stand beside one, as a channel names them."""

from collections import defaultdict
from collections.abc import Iterable

from portal_sync.domain.relation import (
    REVERSED,
    Related,
    RelationKind,
    names_of,
    references,
)
from portal_sync.domain.routing import ChannelRule
from portal_sync.domain.source import SourceRecord
from shared.events import PolicyReference


class Neighbours:
    """Records that may stand beside others, found by the names that they go by."""

    def __init__(self, records: Iterable[SourceRecord]) -> None:
        self._named: dict[str, SourceRecord] = {}
        self._naming: dict[str, list[tuple[RelationKind, SourceRecord]]] = defaultdict(list)
        for record in sorted(records, key=lambda each: (each.revision, str(each.policy_id))):
            self._named |= dict.fromkeys(names_of(record), record)
            for kind, reference in references(record):
                for name in _names(reference):
                    self._naming[name].append((kind, record))

    def beside(self, record: SourceRecord, rule: ChannelRule) -> tuple[Related, ...]:
        """Return what a channel names beside a policy, each once, always in the same order."""
        found = [
            _related(kind, self._target(reference), reference, rule) for kind, reference in references(record)
        ]
        for name in names_of(record):
            for kind, other in self._naming[name]:
                if other.policy_id != record.policy_id and kind in REVERSED:
                    found.append(_related(REVERSED[kind], other, None, rule))
        return tuple(sorted(set(found), key=_order))

    def _target(self, reference: PolicyReference) -> SourceRecord | None:
        return next((self._named[name] for name in _names(reference) if name in self._named), None)


def _names(reference: PolicyReference) -> list[str]:
    names = (str(reference.policy_id or ""), reference.document_number)
    return [name for name in names if name]


def _related(
    kind: RelationKind, other: SourceRecord | None, said: PolicyReference | None, rule: ChannelRule
) -> Related:
    if other is None:
        assert said is not None
        return Related(kind, said.document_number, said.title)
    linked = other.policy_id if rule.takes(other.outline) else None
    withdrawn = other.standing_withdrawal is not None
    return Related(kind, other.document_number, other.title, linked, withdrawn)


def _order(related: Related) -> tuple[str, ...]:
    return (related.kind, related.document_number, related.title, str(related.policy_id))
