"""Macros: escaping, kept values, errors beside their fields."""

from datetime import date

import pytest

from tests.unit.web.pages import render_text


def test_a_field_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    html = render_text('{{ ui.field("title", "标题", "<b>", error="太短。") }}')
    assert 'value="&lt;b&gt;"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="title-error"' in html


def test_a_form_carries_the_token_of_the_session() -> None:
    html = render_text('{% call ui.form("/x") %}{% endcall %}', csrf_token="t0ken")
    assert 'name="csrf_token" value="t0ken"' in html


def test_a_deadline_is_a_machine_readable_time() -> None:
    html = render_text("{{ ui.deadline(last) }}", last=date(2026, 12, 1))
    assert "还剩 7 个工作日（" in html
    assert '<time datetime="2026-12-01">12月1日</time>' in html


def test_a_withdrawn_card_cannot_be_filed() -> None:
    html = render_text(
        '{{ ui.benefit_card("/x", "奖励", file_href="https://e.example", withdrawn="已废止") }}'
    )
    assert "去申报" not in html
    assert "已废止" in html


def test_a_status_has_a_shape_and_a_word() -> None:
    html = render_text('{{ ui.status("待审", "wait") }}')
    assert "<svg" in html
    assert "待审" in html


def test_metadata_leaves_out_what_is_empty() -> None:
    html = render_text('{{ ui.metadata([("文号", "普府〔2026〕1号"), ("失效", none), ("关键词", "")]) }}')
    assert html.count("<dt>") == 1


def test_a_destructive_act_names_the_thing() -> None:
    html = render_text('{{ ui.confirm("/x", "撤回", "研发补助<b>") }}')
    assert "确定撤回「研发补助&lt;b&gt;」吗？" in html


def test_a_name_that_nobody_gave_is_an_error() -> None:
    with pytest.raises(Exception, match="undefined"):
        render_text("{{ nobody }}")
