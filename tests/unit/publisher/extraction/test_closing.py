"""What ends a notice belongs to none of its sections."""

import pytest

from publisher.domain.extraction import extract
from publisher.domain.extraction.closing import without_closing

HEAD = [
    "普科委〔2026〕8号",
    "关于申报研发补贴的通知",
    "各有关单位：",
    "一、申报材料",
    "1.申请表；",
    "2.营业执照。",
]
SIGNED = ["普陀区科学技术委员会", "2026年2月24日"]


@pytest.mark.parametrize(
    "closing",
    [
        ["特此通知。"],
        ["特此公告"],
        ["附件：申报表"],
        ["特此通知。", "附件：1.申报表", "2.承诺书"],
        ["附件1：申报表", "附件2：承诺书", "特此通知。"],
        ["附 件：1. 申报表", "2. 承诺书"],
    ],
)
@pytest.mark.parametrize("signed", [SIGNED, []])
def test_closings_are_no_materials(closing: list[str], signed: list[str]) -> None:
    found = extract("\n".join([*HEAD, *closing, *signed]))
    assert found.notice.materials == ("申请表", "营业执照")
    assert closing[0][-2:] in found.body


def test_a_formula_after_a_sentence_goes_alone() -> None:
    assert list(without_closing(["请按时申报。特此通知。", "特此通知的事项", "见附件：申报表"])) == [
        "请按时申报。",
        "特此通知的事项",
        "见附件：申报表",
    ]


def test_an_annex_after_the_signature_is_read() -> None:
    annex = ["附件", "申报指南", "二、联系方式", "联系人：张三，电话：021-12345678"]
    assert extract("\n".join([*HEAD, "特此通知。", *SIGNED, *annex])).notice.contacts != ()
