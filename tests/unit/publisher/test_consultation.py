"""Half of the opinions should come from small and medium enterprises."""

from typing import Any

import pytest

from publisher.domain.consultation import check_reason, shortfall
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from publisher.domain.gate import filed_for, unmet_in_content
from publisher.domain.reviews import ReviewStep
from tests.support.publisher import benefit_content


def content(**benefit: Any) -> DraftContent:
    made = benefit_content()
    made["benefit"] |= benefit
    return DraftContent.model_validate(made)


def unmet(draft: DraftContent) -> tuple[str, ...]:
    return unmet_in_content(draft, channels=("government",), today=draft.written_on)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("opinions", "from_smes", "short"), [(10, 5, False), (11, 5, True), (3, 0, True), (0, 0, True)]
)
def test_half_is_the_norm(opinions: int, from_smes: int, short: bool) -> None:
    heard = content(consultation={"opinions": opinions, "from_smes": from_smes})
    assert bool(shortfall(heard)) is short


def test_without_a_record_there_is_nothing_to_warn_of() -> None:
    assert shortfall(content()) == ""
    assert shortfall(DraftContent()) == ""


def test_a_policy_for_everybody_needs_the_record() -> None:
    assert any("征求意见" in sentence for sentence in unmet(content(universal=True)))
    heard = {"opinions": 2, "from_smes": 1}
    assert not any("征求意见" in sentence for sentence in unmet(content(universal=True, consultation=heard)))


def test_filing_all_year_needs_no_window() -> None:
    assert not any("申报期" in sentence for sentence in unmet(content(windows=[], rolling=True)))
    assert any("申报期" in sentence for sentence in unmet(content(windows=[])))
    assert any("保留一种" in sentence for sentence in unmet(content(rolling=True)))
    assert filed_for(content(kind="service", windows=[], materials=[], service_item=None, rolling=True))


def test_the_first_reviewer_gives_a_reason() -> None:
    short = content(consultation={"opinions": 4, "from_smes": 1})
    with pytest.raises(Invalid, match="写明理由"):
        check_reason(short, ReviewStep.FIRST, " ")
    check_reason(short, ReviewStep.FIRST, "行业内中小企业很少")
    check_reason(short, ReviewStep.FINAL, "")
    check_reason(content(), ReviewStep.FIRST, "")
