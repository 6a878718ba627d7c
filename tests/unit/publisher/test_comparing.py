"""Two texts side by side, as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain.comparing import Row, RowKind, differences

LONG = "".join(f"第{n}句没有变化。" for n in range(40))


def rows(before: str, after: str) -> list[Row]:
    [found] = differences([("正文", before)], [("正文", after)])
    return list(found.rows)


def marked(row: Row) -> tuple[list[str], list[str]]:
    return [p.text for p in row.before if p.changed], [p.text for p in row.after if p.changed]


def test_only_what_differs_is_shown_in_its_order() -> None:
    before = [("标题", "甲"), ("正文", "一。"), ("体裁", "通知")]
    after = [("标题", "甲"), ("正文", "二。"), ("体裁", "办法")]
    assert [each.label for each in differences(before, after)] == ["正文", "体裁"]


def test_a_changed_number_is_marked_as_a_whole() -> None:
    [row] = rows("研发费用不低于 300 万元。", "研发费用不低于 350 万元。")
    assert row.kind is RowKind.CHANGED
    assert marked(row) == (["300"], ["350"])


def test_a_sentence_stands_beside_the_one_it_became() -> None:
    before = "第一句话在这里。第二句话说的是企业。第三句话在最后。"
    after = "第一句话在这里。新加的完全不同内容！第二句话说的是小微企业。第三句话在最后。"
    assert [row.kind for row in rows(before, after)] == ["same", "new", "changed", "same"]


def test_unlike_sentences_are_one_gone_and_one_new() -> None:
    assert [row.kind for row in rows("申报截止四月。", "由区财政局解释")] == ["gone", "new"]


def test_what_stayed_is_left_out_and_counted() -> None:
    found = rows(LONG + "末句甲。", LONG + "末句乙。")
    assert [(row.kind, row.skipped) for row in found] == [("skipped", 39), ("same", 0), ("changed", 0)]


@pytest.mark.parametrize(("before", "after"), [("", "甲。"), ("甲。", "")])
def test_a_field_that_came_or_went(before: str, after: str) -> None:
    [row] = rows(before, after)
    assert row.kind == ("new" if after else "gone")


def test_line_ends_of_a_browser_are_no_difference() -> None:
    assert differences([("正文", "一\r\n二")], [("正文", "一\n二\n")]) == []


def test_a_vast_text_of_one_sentence_is_answered() -> None:
    assert rows("。" * 100_000 + "甲", "乙" + "。" * 100_000)


def test_many_sentences_all_different_are_answered() -> None:
    before = "".join(f"甲{n}。" for n in range(5000))
    assert rows(before, before.replace("甲", "乙"))


texts = st.text(alphabet="甲乙丙。；\n 12%", max_size=60)


@given(texts, texts)
def test_each_side_says_all_of_its_text(before: str, after: str) -> None:
    for found in differences([("正文", before)], [("正文", after)]):
        if any(row.kind is RowKind.SKIPPED for row in found.rows):
            continue
        for side, text in (("before", before), ("after", after)):
            told = "".join(piece.text for row in found.rows for piece in getattr(row, side))
            assert "".join(told.split()) == "".join(text.split())


def test_a_day_is_marked_as_a_whole() -> None:
    [row] = rows("成文于2026-02-24的文件", "成文于2026-11-02的文件")
    assert marked(row) == (["2026-02-24"], ["2026-11-02"])
