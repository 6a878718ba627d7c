"""What is indexed."""

import re
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from portal_sync.domain.search_document import MOST_TERMS, search_document, vector
from portal_sync.domain.source import Publication, SourceRecord, Withdrawal
from shared.events import WithdrawalKind
from tests.support.policies import make_content, published, withdrawn

TERM = re.compile(r"^'[0-9a-z#\u3400-\u9fff\uf900-\ufaff]+':\d+[ABCD]$")


def test_the_title_weighs_most_and_the_number_is_a_term() -> None:
    terms = vector(make_content()).split()
    assert any(re.fullmatch(r"'研发':\d+A", term) for term in terms)
    assert any(re.fullmatch(r"'#2026#8':\d+A", term) for term in terms)


@given(st.text())
@settings(max_examples=50)
def test_whatever_the_text_the_vector_can_be_read(text: str) -> None:
    assert all(TERM.match(term) for term in vector(make_content(body=text, title=text)).split())


def test_a_book_is_cut_off_before_the_database_refuses_it() -> None:
    assert len(vector(make_content(body="政策文件" * 100_000)).split()) == MOST_TERMS


def test_what_was_taken_back_as_a_mistake_is_not_found() -> None:
    policy_id = uuid4()
    record = SourceRecord(policy_id, Publication.of(published(policy_id)))
    repealed = record.joined_with_withdrawal(Withdrawal.of(withdrawn(policy_id)))
    retracted = record.joined_with_withdrawal(
        Withdrawal.of(withdrawn(policy_id, kind=WithdrawalKind.RETRACTED))
    )
    assert search_document(repealed) is not None
    assert search_document(retracted) is None
