"""The gate of invariant 5: every unmet condition, in a sentence."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from huiqi.sample.policies import sample_policies
from publisher.domain.disclosure import Disclosure
from publisher.domain.drafts import DraftContent
from publisher.domain.gate import filed_for, unmet_conditions
from publisher.domain.reviews import Decision, Review, ReviewStep
from tests.support.publisher import benefit_content

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
REVIEWS = [Review(step, Decision.APPROVE, f"by {step}", "", "", NOW, 1) for step in ReviewStep]


def unmet(content: dict[str, Any], **more: Any) -> tuple[str, ...]:
    given: dict[str, Any] = {
        "disclosure": Disclosure.ACTIVE,
        "channels": ("government", "business"),
        "reviews": REVIEWS,
        "authors": ("author",),
        "today": TODAY,
    }
    return unmet_conditions(DraftContent.model_validate(content), **(given | more))


def without(*names: str) -> dict[str, Any]:
    content = benefit_content()
    for name in names:
        content["benefit"][name] = None if name == "service_item" else type(content["benefit"][name])()
    return content


def test_opens_for_a_complete_and_reviewed_policy() -> None:
    assert unmet(benefit_content()) == ()


@pytest.mark.parametrize("disclosure", [Disclosure.ON_REQUEST, Disclosure.WITHHELD])
def test_only_what_is_disclosed(disclosure: Disclosure) -> None:
    assert unmet(benefit_content(), disclosure=disclosure) == ("公开属性不是主动公开，不能发布。",)


def test_only_what_is_completely_reviewed() -> None:
    assert unmet(benefit_content(), reviews=REVIEWS[:2]) == ("审核没有完成，还差终审。",)


def test_an_authors_review_does_not_count() -> None:
    assert "三位不同的" in unmet(benefit_content(), authors=("by first",))[0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " "}, "缺少标题。"),
        ({"document_number": ""}, "缺少发文字号。"),
        ({"written_on": None}, "缺少成文日期。"),
        ({"theme": ""}, "缺少主题分类。"),
        ({"theme": "cooking"}, "主题分类不在主题目录中。"),
        ({"genre": "诗"}, "体裁不在体裁目录中。"),
        ({"summary": ""}, "缺少内容概述。"),
        ({"body": ""}, "缺少正文。"),
        ({"issuer": None}, "缺少发文机关。"),
        ({"written_on": "2026-11-24"}, "成文日期不能晚于今天。"),
        ({"published_on": "2026-11-24"}, "发布日期不能晚于今天。"),
        ({"effective_on": "2026-11-24", "expires_on": "2026-11-23"}, "有效期不能在施行日期之前结束。"),
        ({"criteria": None}, "需要企业申报的政策要有申报条件。"),
        ({"interpretations": []}, "需要企业申报的政策要与政策解读同步发布，现在没有政策解读。"),
    ],
)
def test_names_what_is_missing(change: dict[str, Any], sentence: str) -> None:
    assert unmet(benefit_content(**change)) == (sentence,)


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("windows", "申报期"),
        ("materials", "申报材料"),
        ("review_criteria", "评审标准"),
        ("service_item", "办事事项"),
        ("amount_text", "支持标准"),
    ],
)
def test_what_is_filed_for_says_how(part: str, word: str) -> None:
    [sentence] = unmet(without(part))
    assert word in sentence


@pytest.mark.parametrize("subject", ["申报条件", "评审标准", "申报材料"])
def test_the_interpretation_states_conditions_review_and_materials(subject: str) -> None:
    content = benefit_content()
    words = [each for each in ("申报条件", "评审标准", "申报材料") if each != subject]
    interpretation = content["interpretations"][0] | {"body": "、".join(words), "questions": []}
    assert unmet(content | {"interpretations": [interpretation]}) == (f"政策解读没有说明{subject}。",)


def test_every_document_goes_to_the_government_channel() -> None:
    assert unmet(benefit_content(), channels=("business",)) == ("主动公开的文件必须发布到政务频道。",)


def test_a_document_is_no_benefit() -> None:
    content = benefit_content(kind="document", benefit=None, criteria=None, interpretations=[])
    assert unmet(content, channels=("government",)) == ()
    assert unmet(content) == ("营商频道只发布惠企政策。",)


def test_a_tax_benefit_may_be_enjoyed_without_filing() -> None:
    content = without("windows", "materials", "service_item")
    content["benefit"]["kind"] = "tax"
    content |= {"interpretations": []}
    assert not filed_for(DraftContent.model_validate(content))
    assert unmet(content) == ()


def test_a_grant_is_always_filed_for() -> None:
    assert filed_for(DraftContent.model_validate(without("windows", "materials", "service_item")))


def test_every_policy_of_the_sample_passes() -> None:
    for sample in sample_policies(TODAY):
        for content in (sample.content, sample.final_content):
            assert unmet(content, channels=sample.channels) == (), sample.slug
