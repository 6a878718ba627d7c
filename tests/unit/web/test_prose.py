"""The text of documents as HTML."""

import pytest

from shared.web.prose import paragraphs


@pytest.mark.parametrize(
    ("line", "html"),
    [
        ("一、支持对象", "<h2>一、支持对象</h2>"),
        ("（一）基本条件", "<h3>（一）基本条件</h3>"),
        ("第二章 附则", "<h2>第二章 附则</h2>"),
        (
            "一、申请人应当在每年三月前提交材料。",
            '<p class="indent">一、申请人应当在每年三月前提交材料。</p>',
        ),
        (
            "第三条 本办法自发布之日起施行。",
            '<p class="indent"><strong>第三条</strong> 本办法自发布之日起施行。</p>',
        ),
        ("各街道办事处：", '<p class="indent">各街道办事处：</p>'),
    ],
)
def test_marks_make_headings_and_sentences_do_not(line: str, html: str) -> None:
    assert str(paragraphs(line)) == html


@pytest.mark.parametrize("line", ["<script>", "一、<script>", "（一）<script>", "第一条 <script>"])
def test_everything_is_escaped(line: str) -> None:
    assert "<script>" not in paragraphs(line)


def test_empty_lines_are_left_out() -> None:
    assert str(paragraphs("甲。\n\n  \n乙。")).count("<p") == 2
