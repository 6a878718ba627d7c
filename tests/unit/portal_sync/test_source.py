"""The record of a policy comes out the same, whatever the order and number of its events."""

from functools import reduce
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_sync.domain.source import Publication, SourceMismatchError, SourceRecord, Withdrawal
from tests.support.policies import published, withdrawn

POLICY = UUID(int=7)
PARTS: list[Publication | Withdrawal] = [
    *(Publication.of(published(POLICY, n, title=f"第{n}版")) for n in (1, 2, 5)),
    *(Withdrawal.of(withdrawn(POLICY, n)) for n in (3, 6)),
]


def join(record: SourceRecord, part: Publication | Withdrawal) -> SourceRecord:
    if isinstance(part, Publication):
        return record.joined_with_publication(part)
    return record.joined_with_withdrawal(part)


def joined(parts: list[Publication | Withdrawal]) -> SourceRecord:
    return reduce(join, parts, SourceRecord(POLICY))


@given(st.permutations(PARTS), st.lists(st.sampled_from(PARTS)))
def test_order_and_repetition_change_nothing(
    order: list[Publication | Withdrawal], again: list[Publication | Withdrawal]
) -> None:
    assert joined([*order, *again]) == joined(PARTS)


def test_a_late_publication_does_not_bring_a_policy_back() -> None:
    record = joined([PARTS[3], PARTS[0]])
    assert record.outline.withdrawn
    assert record.revision == 3


def test_a_newer_publication_does() -> None:
    assert not joined([PARTS[3], PARTS[2]]).outline.withdrawn


def test_content_is_hashed_and_not_taken_on_trust() -> None:
    event = published().model_copy(update={"content_hash": "sha256:" + "0" * 64})
    with pytest.raises(SourceMismatchError, match="内容指纹不符"):
        Publication.of(event)
