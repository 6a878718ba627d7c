"""What the rules read from a document's text."""

from datetime import date
from pathlib import Path

import pytest

from publisher.domain.extraction import extract
from publisher.domain.extraction.dates import day_alone
from publisher.domain.extraction.lines import unwrap

DATA = Path(__file__).parents[4] / "shared" / "data"
there = pytest.mark.skipif(not DATA.is_dir(), reason="the notices are not beside this project")

NOTICE = """上海市普陀区商务委员会文件

普商务[2026]第015号 签发人：张三

关于组织申报2026年普陀区商贸扶持资金的通知

各街道（镇）、各有关企业：

根据《若干措施》（普府规〔2024〕1号），现组织申报。

一、申报对象
在普陀区注册的企业。

普陀区商务委员会　普陀区财政局
二〇二六年四月七日
"""


def test_reads_the_head_and_the_signature() -> None:
    found = extract(NOTICE)
    assert found.document_number == "普商务〔2026〕15号"
    assert found.title == "关于组织申报2026年普陀区商贸扶持资金的通知"
    assert (found.issuer and found.issuer.code, [each.code for each in found.joint_issuers]) == ("SW", ["CZ"])
    assert found.written_on == date(2026, 4, 7)


def test_the_body_has_neither_letterhead_nor_number_nor_title() -> None:
    body = extract(NOTICE).body.split("\n")
    assert body[0] == "各街道（镇）、各有关企业："
    assert body[-1] == "二〇二六年四月七日"


def test_guesses_what_the_title_says() -> None:
    draft = extract(NOTICE).as_draft()
    assert (draft.kind, draft.genre) == ("benefit", "通知")
    assert draft.summary.startswith("根据《若干措施》")


def test_what_is_not_there_is_missing() -> None:
    found = extract("今天天气很好。")
    assert (found.title, found.document_number, found.issuer, found.written_on) == ("", "", None, None)
    assert found.body == "今天天气很好。"


def test_a_title_of_two_lines_is_one() -> None:
    text = "上海市普陀区人民政府办公室\n关于印发《若干措施》的\n通知\n普府办〔2025〕3号\n各部门：\n印发。"
    found = extract(text)
    assert found.title == "上海市普陀区人民政府办公室关于印发《若干措施》的通知"
    assert found.issuer is not None
    assert found.issuer.code == "ZF"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2026年2月24日", date(2026, 2, 24)),
        ("2026 年 2 月 24 日", date(2026, 2, 24)),
        ("二〇二六年二月二十四日", date(2026, 2, 24)),
        ("二○二六年十月三十日", date(2026, 10, 30)),
        ("（2026年12月1日）", date(2026, 12, 1)),
        ("2026-02-24", date(2026, 2, 24)),
        ("2026年2月30日", None),
        ("截止2026年2月24日", None),
    ],
)
def test_reads_a_day_that_stands_alone(line: str, day: date | None) -> None:
    assert day_alone(line) == day


def test_joins_lines_that_a_page_broke() -> None:
    long = "根据上级部门的统一部署和本区实际情况现就有关事项通知如"
    assert unwrap([long, "下。", "一、对象"]) == [f"{long}下。", "一、对象"]


@there
@pytest.mark.parametrize(
    ("name", "number", "title", "issuers", "day"),
    [
        (
            "notice-rd-subsidy",
            "普科委〔2026〕8号",
            "上海市普陀区科学技术委员会关于开展2026年度普陀区企业研发费用补贴申报工作的通知",
            ["KW"],
            date(2026, 2, 24),
        ),
        (
            "notice-srdi-award",
            "普商务〔2026〕15号",
            "关于组织申报2026年普陀区“专精特新”企业认定奖励的通知",
            ["SW", "KW"],
            date(2026, 4, 7),
        ),
        (
            "putuo-openness-2025",
            "普府办〔2025〕12号",
            "上海市普陀区人民政府办公室关于印发2025年普陀区政务公开工作要点的通知",
            ["ZF"],
            date(2025, 5, 20),
        ),
    ],
)
def test_reads_real_notices(name: str, number: str, title: str, issuers: list[str], day: date) -> None:
    found = extract((DATA / f"{name}.txt").read_text(encoding="utf-8"))
    assert (found.document_number, found.title, found.written_on) == (number, title, day)
    assert found.issuer is not None
    assert [found.issuer.code, *(each.code for each in found.joint_issuers)] == issuers
