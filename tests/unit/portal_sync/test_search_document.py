"""What is indexed."""

from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from portal_sync.domain.search_document import MOST_CHARACTERS, SearchDocument, search_document
from portal_sync.domain.source import Publication, SourceRecord, Withdrawal
from shared.events import WithdrawalKind
from tests.support.policies import make_content, published, withdrawn


def indexed(**changes: object) -> SearchDocument:
    content = make_content(**changes)
    record = SourceRecord(uuid4(), Publication.of(published(content=content)))
    document = search_document(record)
    assert document is not None
    return document


def test_a_text_is_its_words_and_the_number_is_a_term() -> None:
    document = indexed()
    assert {"研发", "补贴", "办法"} <= set(document.texts["title"].split())
    assert "#2026#8" in document.own_numbers.split()


def test_whom_the_criteria_admit_is_told() -> None:
    assert {"industry=*", "size=*"} <= set(indexed().who)


def test_the_most_that_one_enterprise_can_get_is_a_number() -> None:
    assert indexed().amount == 500_000


def test_criteria_that_are_none_admit_anybody() -> None:
    assert "industry=*" in indexed(criteria={"nonsense": 1}).who


@given(st.text())
@settings(max_examples=50, deadline=None)
def test_any_text_can_be_indexed(text: str) -> None:
    document = indexed(body=text, title=text)
    assert document.title == text


def test_a_book_is_cut_off() -> None:
    assert len(indexed(body="政策文件" * 100_000).texts["body"]) < 3 * MOST_CHARACTERS


def test_what_was_taken_back_as_a_mistake_is_not_found() -> None:
    policy_id = uuid4()
    record = SourceRecord(policy_id, Publication.of(published(policy_id)))
    repealed = record.joined_with_withdrawal(Withdrawal.of(withdrawn(policy_id)))
    retracted = record.joined_with_withdrawal(
        Withdrawal.of(withdrawn(policy_id, kind=WithdrawalKind.RETRACTED))
    )
    assert search_document(repealed) is not None
    assert search_document(retracted) is None
