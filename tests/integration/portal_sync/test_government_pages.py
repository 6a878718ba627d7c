"""Gazette, theme library, solicitations, English pages, QR code and citation. Today is 18 March 2026."""

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import pypdf
import pytest
import segno

from portal_sync.adapters.collection_file import CollectionFileError, read_library
from portal_sync.domain.listing import Filter
from shared.events import Edition, WithdrawalKind
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import published, withdrawn


async def text_of(portal: Portal, path: str) -> str:
    answer = await portal.get(path)
    assert answer.status_code == 200, path
    return answer.text


async def test_a_document_can_be_cited_and_read_on_a_phone(portal: Portal) -> None:
    await portal.deliver(policy := published())
    text = await text_of(portal, f"/gov/policies/{policy.policy_id}")
    assert "《普陀区企业研发费用补贴实施办法》（普科委〔2026〕8号），2026年2月24日，http" in text
    picture = f"/gov/policies/{policy.policy_id}/qr.svg"
    assert text.count(f'src="{picture}"') == 1
    drawn = await portal.get(picture)
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.headers["cache-control"] == "public, max-age=86400"
    # The same address is in the metadata of the page, and what is drawn follows from it alone.
    address = re.search(r'rel="canonical" href="([^"]+)"', text)
    assert address is not None
    expected = io.BytesIO()
    segno.make(address[1], error="m", mask=2).save(expected, kind="svg", border=2, xmldecl=False)
    paths = re.compile(rb' d="([^"]+)"').findall
    assert paths(drawn.content)[-1] == paths(expected.getvalue())[-1]
    assert (await portal.get("/gov/policies/none/qr.svg")).status_code == 404


async def test_a_month_is_an_issue_of_the_gazette(portal: Portal) -> None:
    await portal.deliver(
        published(title="二月的文件", published_on=date(2026, 2, 9)),
        published(title="三月的文件", published_on=date(2026, 3, 9)),
    )
    assert "2026年第2期" in await text_of(portal, "/gov/gazette")
    issue = await text_of(portal, "/gov/gazette/2026-02")
    assert "二月的文件" in issue
    assert "三月的文件" not in issue
    assert (await portal.get("/gov/gazette/2026-01")).status_code == 404
    # A feed tells of issues that no longer grow.
    feed = feedparser.parse((await portal.get("/gov/gazette/feed.atom")).text)
    assert [entry.title for entry in feed.entries] == ["政府公报2026年第2期（1 份文件）"]


async def test_an_issue_as_pdf_has_every_text_but_what_was_taken_back(portal: Portal) -> None:
    taken_back = published(title="误发的文件")
    await portal.deliver(published(title="<研发> & 补贴", body="第一条 全文。"), taken_back)
    await portal.deliver(withdrawn(taken_back.policy_id, kind=WithdrawalKind.RETRACTED))
    answer = await portal.get("/gov/gazette/2026-03.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdf.PdfReader(io.BytesIO(answer.content))
    text = "".join(page.extract_text() for page in document.pages).replace("\n", "")
    assert "<研发> & 补贴" in text
    assert "第一条 全文。" in text
    assert "普科委〔2026〕8号" in text
    assert "误发的文件" not in text
    assert document.metadata is not None
    assert document.metadata.title == "政府公报2026年第3期"


async def test_opinions_are_asked_until_the_last_day(portal: Portal) -> None:
    asked: dict[str, Any] = {"benefit": None, "genre": "征求意见"}
    await portal.deliver(
        published(title="正在征求", expires_on=date(2026, 3, 31), **asked),
        published(title="旧的草案", expires_on=date(2026, 3, 17), **asked),
    )
    now, everything = await text_of(portal, "/gov/opinions"), await text_of(portal, "/gov/opinions?past=1")
    assert "正在征求" in now
    assert "旧的草案" not in now
    assert "征求意见已结束" in everything


async def test_the_library_collects_by_rule_and_by_hand(portal: Portal, tmp_path: Path) -> None:
    await portal.deliver(published(title="科技文件", theme="technology"))
    assert "科技创新" in await text_of(portal, "/gov/library")
    assert "科技文件" in await text_of(portal, "/gov/library/theme-technology")
    assert "科技文件" not in await text_of(portal, "/gov/library/theme-culture")
    assert (await portal.get("/gov/library/nothing")).status_code == 404
    file = tmp_path / "collections.json"
    rule = {"slug": "picks", "title": "精选", "picks": ["普科委〔2026〕8号"], "rule": {"theme": "civil"}}
    file.write_text(json.dumps([rule]))
    picks = read_library(file).get("picks")
    assert picks is not None
    assert [pick.document_number for pick in picks.picks] == ["普科委〔2026〕8号"]
    assert picks.rule == Filter(theme="civil", in_force=True)


@pytest.mark.parametrize("text", ["", "{}", '[{"slug": "No Slug", "title": "x"}]', '[{"slug": "a"}]'])
def test_a_file_that_is_no_library_is_refused_with_the_place(tmp_path: Path, text: str) -> None:
    file = tmp_path / "collections.json"
    file.write_text(text)
    with pytest.raises(CollectionFileError, match=r"collections\.json"):
        read_library(file)


async def test_an_english_edition_has_an_english_page(portal: Portal) -> None:
    edition = Edition(title="R&D Subsidy", summary="For those who invest.", body="Article 1\nText.")
    channels = ("government", "business", "international")
    await portal.deliver(policy := published(english=edition, channels=channels))
    assert "R&amp;D Subsidy" in await text_of(portal, "/en/")
    text = await text_of(portal, f"/en/policies/{policy.policy_id}")
    for words in ('<html lang="en">', "R&amp;D Subsidy", "Up to RMB 500,000", "Open until 17 April 2026"):
        assert words in text
    assert f"/en/policies/{policy.policy_id}" in await text_of(portal, f"/gov/policies/{policy.policy_id}")
    await portal.deliver(withdrawn(policy.policy_id, channels=channels))
    assert "no longer in force" in await text_of(portal, f"/en/policies/{policy.policy_id}")
    assert (await portal.get("/en/policies/x")).status_code == 404
