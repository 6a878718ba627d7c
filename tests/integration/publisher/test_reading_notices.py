"""Whole notices, from a Word document to metadata and criteria."""

from typing import Any

import pytest

from publisher.adapters.documents.reader import SandboxedReader
from publisher.domain.extraction import extract
from publisher.domain.extraction.report import as_json
from tests.integration.publisher.conftest import Office
from tests.support.meaning import agreement
from tests.support.notice_files import Notice, notices_beside, own_notices
from tests.support.publisher import EDITOR

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


async def test_each_condition_stands_beside_its_sentence_at_the_editor(office: Office) -> None:
    notice = next(each for each in NOTICES if each.name == "equipment")
    async with office.browser(EDITOR) as browser:
        answer = await browser.post("/publish/import", files={"file": ("通知.docx", notice.as_word())})
        policy = answer.headers["location"].split("?")[0].removesuffix("/edit")
        for page in ("/edit", "/criteria"):
            text = (await browser.get(policy + page)).text
            assert "“上一年度营业收入在1,000万元以上、5亿元以下”" in text
            assert "二、申报条件 2" in text
            assert "由人判断" in text


async def test_pasted_text_becomes_a_draft(office: Office) -> None:
    notice = next(each for each in NOTICES if each.name == "loan")
    async with office.browser(EDITOR) as browser:
        answer = await browser.post("/publish/import", data={"text": notice.text})
        assert answer.status_code == 303
        nothing = await browser.post("/publish/import", data={"text": " "})
        book = await browser.post("/publish/import", data={"text": "企业。" * 21_000})
    policies = (await office.get(EDITOR, "/policies")).json()["items"]
    assert [each["document_number"] for each in policies] == ["普科委〔2026〕33号"]
    assert "或者粘贴正文" in nothing.text
    assert "超过 6 万字" in book.text
