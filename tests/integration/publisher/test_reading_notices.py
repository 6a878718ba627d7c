"""Whole notices, from a Word document to metadata and criteria."""

from typing import Any

import pytest

from publisher.adapters.documents.reader import SandboxedReader
from publisher.domain.extraction import extract
from publisher.domain.extraction.report import as_json
from tests.support.meaning import agreement
from tests.support.notice_files import Notice, notices_beside, own_notices

READER = SandboxedReader(most_bytes=1024 * 1024, memory=1024**3, seconds=20)
NOTICES = [*own_notices(), *notices_beside()]


@pytest.mark.parametrize("notice", NOTICES, ids=[notice.name for notice in NOTICES])
async def test_reads_what_a_careful_reader_takes(notice: Notice) -> None:
    document = await READER.read("通知.docx", notice.as_word())
    found: dict[str, Any] = as_json(extract(document.text, paged=document.paged))
    criteria = notice.expected["criteria"]
    metadata = {key: found[key] for key in notice.expected if key != "criteria"}
    assert metadata == {key: value for key, value in notice.expected.items() if key != "criteria"}
    assert agreement(found["criteria"], criteria, 500) >= 0.99


def test_a_draft_of_a_notice_says_all_of_it() -> None:
    notice = next(each for each in NOTICES if each.name == "equipment")
    draft = extract(notice.text).as_draft()
    assert draft.benefit is not None
    assert draft.benefit.service_item is not None
    assert (draft.theme, draft.genre, draft.criteria is not None) == ("technology", "通知", True)
    assert [str(window.last) for window in draft.benefit.windows] == ["2026-06-30"]
    assert "得分七十分以上" in draft.benefit.review_criteria
    assert "评审" in draft.interpretations[0].body
