"""What people compare says what holds, not only what it is called."""

from publisher.domain.benefit_text import benefit_text, criteria_text
from publisher.domain.changes import changes
from publisher.domain.drafts import DraftContent
from shared.events import Benefit
from tests.support.publisher import benefit_content


def earning(yuan: int) -> DraftContent:
    leaf = {"fact": "revenue", "op": "gte", "value": yuan, "label": "有一定规模", "clause": "第三条"}
    return DraftContent.model_validate(benefit_content(criteria={"all": [leaf]}))


def test_another_threshold_under_the_same_words_is_a_change() -> None:
    (change,) = changes(earning(5_000_000), earning(8_000_000))
    assert change.label == "申报条件"
    assert [line.text.strip() for line in change.lines][1:] == [
        "上年度营业收入不低于 500 万元（第三条），对企业说：有一定规模",
        "上年度营业收入不低于 800 万元（第三条），对企业说：有一定规模",
    ]


def test_every_part_of_a_benefit_is_said() -> None:
    content = benefit_content()["benefit"] | {
        "tiers": [{"when": "国家级", "ratio": "0.075", "cap_yuan": "1000000"}],
        "rolling": True,
        "universal": True,
        "further_contacts": [{"name": "大厅", "phone": "021-1"}],
        "consultation": {"opinions": 4, "from_smes": 1, "note": "书面"},
    }
    said = dict(benefit_text(Benefit.model_validate(content)))
    assert said["分档"] == "国家级：比例 7.5%，上限 1000000 元"
    assert (said["全年受理"], said["普惠性政策"]) == ("是", "是")
    assert said["征求意见"] == "4 条，来自中小企业 1 条。书面"
    assert said["咨询"].endswith("大厅 021-1")


def test_a_leaf_without_words_is_said_once() -> None:
    assert criteria_text({"manual": "经专家评审"}) == "由人审定：经专家评审"
