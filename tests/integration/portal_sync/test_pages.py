"""Public pages: what they say, and what they withstand."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events import Attachment, Contact, PolicyReference, ServiceItem, Tier, Window
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import announced, finalised, make_benefit, make_content, published, withdrawn

# No policy and no message has it. Always the same: workers that share the tests must see the same names.
NOWHERE = UUID("00000000-0000-4000-8000-000000000000")
SCRIPT = "<script>alert('x')</script>"
ODD_QUERIES = (
    "theme=%3Cscript%3E",
    "page=-1",
    "page=0",
    "page=x",
    "page=99999999999999999999",
    "page=٣",
    "year=abcd",
    "sort=%27;drop",
    "open=2",
    "department=" + "部" * 500,
    "q=%ff%fe",
    "q=" + "%27%29%29%3B",
    "theme=%ed%a0%80",
)


async def text_of(portal: Portal, path: str) -> str:
    answer = await portal.get(path)
    assert answer.status_code == 200, path
    return answer.text


@pytest.mark.parametrize("path", ["/", "/gov/", "/biz/", "/gov/results", "/search", "/parity"])
async def test_an_empty_site_says_what_to_do(portal: Portal, path: str) -> None:
    assert "<main" in await text_of(portal, path)


@pytest.mark.parametrize("path", ["/gov/", "/biz/", "/search", "/gov/results"])
async def test_odd_addresses_are_pages_too(portal: Portal, path: str) -> None:
    await portal.deliver(published())
    for query in ODD_QUERIES:
        text = await text_of(portal, f"{path}?{query}")
        assert "<script>" not in text, query


@pytest.mark.parametrize(
    "path", ["/gov/policies/x", f"/biz/policies/{NOWHERE}", "/gov/results/x", f"/gov/results/{NOWHERE}"]
)
async def test_what_is_not_there_is_a_page_that_helps(portal: Portal, path: str) -> None:
    answer = await portal.get(path)
    assert answer.status_code == 404
    assert 'href="/search"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "gov/policies/{id}",
        "biz/policies/{id}",
        "gov/policies/{id}?view=print",
        "gov/",
        "biz/",
        "",
        "search?q=alert",
    ],
)
async def test_scripts_in_a_document_are_text(portal: Portal, path: str) -> None:
    hostile = make_content(
        title=f"标题{SCRIPT}",
        summary=f"概述{SCRIPT}",
        body=f"一、正文{SCRIPT}\n<img src=x onerror=alert(1)>",
        keywords=(SCRIPT, '"><img src=x>'),
        index_number=SCRIPT,
        genre=SCRIPT,
        theme="technology",
        attachments=(Attachment(name=SCRIPT, media_type="x", size=1, sha256="0", url="javascript:alert(1)"),),
        replaces=(PolicyReference(document_number=SCRIPT, title=SCRIPT),),
        benefit=make_benefit(
            amount_text=SCRIPT,
            materials=(SCRIPT,),
            procedure=SCRIPT,
            service_item=ServiceItem(code=SCRIPT, name=SCRIPT, url="javascript:alert(1)"),
        ),
        criteria={"manual": SCRIPT, "label": SCRIPT, "clause": SCRIPT},
    )
    event = published(content=hostile)
    await portal.deliver(event)
    text = await text_of(portal, "/" + path.format(id=event.policy_id))
    assert "alert" in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "javascript:" not in text
    # The JSON-LD block ends where it should.
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert all("<" not in block for block in blocks)


async def test_a_document_has_its_metadata_body_and_interpretation(portal: Portal) -> None:
    event = published()
    await portal.deliver(event)
    text = await text_of(portal, f"/gov/policies/{event.policy_id}")
    for said in (
        "KW-2026-0008",
        "普科委〔2026〕8号",
        "2026年2月24日",
        "科技创新",
        "现行有效",
        "研发补贴怎么拿",
    ):
        assert said in text
    assert '<meta name="ArticleTitle" content="普陀区企业研发费用补贴实施办法">' in text
    assert '<meta name="PubDate" content="2026-03-01 00:00">' in text


async def test_a_card_says_who_what_until_when_and_where(portal: Portal) -> None:
    event = published()
    await portal.deliver(event)
    text = await text_of(portal, "/biz/")
    for said in ("最高 50 万元", "注册地属于", "还剩 22 个工作日", "4月17日", "https://example.gov.cn/31"):
        assert said in text


async def test_what_closes_first_stands_first(portal: Portal) -> None:
    def closing(day: date) -> object:
        return make_benefit(windows=(Window(first=date(2026, 1, 1), last=day),))

    late = published(title="四月底截止", benefit=closing(date(2026, 4, 30)))
    soon = published(title="三月底截止", benefit=closing(date(2026, 3, 31)))
    over = published(title="已经截止的", benefit=closing(date(2026, 3, 1)))
    await portal.deliver(late, over, soon)
    text = await text_of(portal, "/biz/")
    assert text.index("三月底截止") < text.index("四月底截止") < text.index("已经截止的")
    opened = await text_of(portal, "/biz/?open=1")
    assert "已经截止的" not in opened


async def test_filters_choose(portal: Portal) -> None:
    await portal.deliver(published(), published(title="文旅办法", theme="culture"))
    text = await text_of(portal, "/gov/?theme=culture")
    assert "文旅办法" in text
    assert "普陀区企业研发费用补贴实施办法" not in text
    assert "科技创新（1）" in text


async def test_relations_go_both_ways(portal: Portal) -> None:
    old = published(title="旧办法", document_number="普科委〔2020〕1号")
    new = published(title="新办法", replaces=(PolicyReference(document_number="普科委〔2020〕1号"),))
    await portal.deliver(old, new)
    assert f'href="/gov/policies/{old.policy_id}"' in await text_of(portal, f"/gov/policies/{new.policy_id}")
    replaced = await text_of(portal, f"/gov/policies/{old.policy_id}")
    assert "已有新文件替代本文件" in replaced
    assert f'href="/gov/policies/{new.policy_id}"' in replaced


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        ("implements", "贯彻落实下列文件", "贯彻落实本文件的文件"),
        ("replaced_by", "被下列文件替代", "替代下列文件"),
    ],
)
async def test_what_one_document_says_stands_on_both(
    portal: Portal, kind: str, here: str, there: str
) -> None:
    other = published(title="上位文件", document_number="普科委〔2020〕1号")
    said: dict[str, Any] = {kind: (PolicyReference(document_number="普科委〔2020〕1号"),)}
    one = published(title="本办法", **said)
    await portal.deliver(other, one)
    for mine, theirs, words in ((one, other, here), (other, one, there)):
        text = await text_of(portal, f"/gov/policies/{mine.policy_id}")
        assert f"<h3>{words}</h3>" in text
        assert f'href="/gov/policies/{theirs.policy_id}"' in text


async def test_a_relation_that_both_say_stands_once(portal: Portal) -> None:
    old = published(
        title="旧办法",
        document_number="普科委〔2020〕1号",
        replaced_by=(PolicyReference(document_number="普科委〔2026〕9号"),),
    )
    new = published(
        title="新办法",
        document_number="普科委〔2026〕9号",
        replaces=(PolicyReference(document_number="普科委〔2020〕1号"),),
    )
    await portal.deliver(old, new)
    panel = (await text_of(portal, f"/gov/policies/{old.policy_id}")).split("相关文件")[1]
    assert panel.split("</section>")[0].count(f"/gov/policies/{new.policy_id}") == 1


async def test_results_are_announced_and_then_stand(portal: Portal) -> None:
    policy = published()
    announcement = announced(policy.policy_id)
    await portal.deliver(policy, announcement)
    address = f"/gov/results/{announcement.announcement_id}"
    assert announcement.title in await text_of(portal, "/gov/results")
    assert address in await text_of(portal, f"/gov/policies/{policy.policy_id}")
    assert "公示期满" in await text_of(portal, address)
    await portal.deliver(finalised(announcement))
    text = await text_of(portal, address)
    assert "结果已确定" in text
    assert "30 万元" in text


async def test_no_page_asks_a_third_party_or_styles_inline(portal: Portal) -> None:
    policy = published()
    await portal.deliver(policy, withdrawn(uuid4()))
    for path in (
        "/",
        "/gov/",
        "/biz/",
        f"/gov/policies/{policy.policy_id}",
        f"/biz/policies/{policy.policy_id}",
    ):
        text = await text_of(portal, path)
        assert not re.search(r'(?:src|rel="stylesheet" href)="(?!/)', text), path
        assert " style=" not in text
        assert " onclick" not in text


async def test_tiers_and_everybody_to_ask_are_shown(portal: Portal) -> None:
    tier = Tier(when="国家级认定的", ratio=Decimal("0.075"), cap_yuan=Decimal(1_000_000))
    desk = Contact(name="办事大厅", phone="021-11111111")
    policy = published(
        benefit=make_benefit(tiers=(tier,), further_contacts=(desk,), windows=(), rolling=True)
    )
    await portal.deliver(policy)
    text = await text_of(portal, f"/biz/policies/{policy.policy_id}")
    for shown in ("国家级认定的", "7.5%，最高 100 万元", "办事大厅", "常年受理"):
        assert shown in text
