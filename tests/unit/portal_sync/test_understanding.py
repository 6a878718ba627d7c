"""What a question says of a firm, and what criteria admit."""

import pytest

from portal_sync.domain.admission import NO_END, Range, admitted, allowed, mentioned
from portal_sync.domain.understanding import understand
from portal_sync.domain.vocabulary import Vocabulary

RESTAURANT = {"fact": "industry", "op": "within", "value": ["62"]}
SMALL = {"fact": "size", "op": "in", "value": ["micro", "small"]}


@pytest.mark.parametrize(
    ("typed", "fact", "values"),
    [
        ("餐饮企业有什么补贴", "industry", ("62",)),
        ("火锅店能享受什么优惠", "industry", ("62",)),
        ("房地产开发经营公司", "industry", ("701",)),
        ("小微企业可以减哪些税", "size", ("micro", "small")),
        ("个体户有什么补贴", "entity_type", ("individual_business",)),
        ("高企补贴", "qualifications", ("high_tech",)),
        ("商务委的奖励", "department", ("SW",)),
        ("贷款贴息", "kind", ("loan_subsidy",)),
    ],
)
def test_words_tell_facts(typed: str, fact: str, values: tuple[str, ...]) -> None:
    assert understand(typed).of(fact) == values


@pytest.mark.parametrize(
    ("typed", "fact", "value"),
    [
        ("成立三年的公司", "founded_on", 36),
        ("公司刚成立能申报什么", "founded_on", 6),
        ("100人的制造企业", "employees", 100),
        ("营业收入5000万以下", "revenue", 50_000_000),
    ],
)
def test_figures_are_read(typed: str, fact: str, value: int) -> None:
    assert [(one.fact, one.value) for one in understand(typed).figures] == [(fact, value)]


def test_looking_up_words_is_not_asking_for_a_firm() -> None:
    assert not understand("外资企业").is_for_firm
    assert understand("外资企业有什么奖励").is_for_firm


def test_all_narrows_and_any_widens() -> None:
    assert admitted({"all": [RESTAURANT, SMALL]}, "industry") == frozenset({"62"})
    assert admitted({"any": [RESTAURANT, SMALL]}, "industry") is None
    both = {"all": [{"fact": "industry", "op": "within", "value": ["H"]}, RESTAURANT]}
    assert admitted(both, "industry") == frozenset({"62"})


def test_what_is_refused_leaves_the_other_codes() -> None:
    assert admitted({"fact": "size", "op": "ne", "value": "large"}, "size") == frozenset(
        {"micro", "small", "medium"}
    )


def test_what_only_helps_is_mentioned_and_not_asked() -> None:
    tree = {"at_least": 1, "of": [RESTAURANT, SMALL]}
    assert admitted(tree, "industry") is None
    assert mentioned(tree, "industry") == frozenset({"62"})


def test_ranges() -> None:
    old, young = ({"fact": "founded_on", "op": op, "value": "P3Y"} for op in ("age_gte", "age_lt"))
    assert allowed({"all": [old]}, "founded_on") == Range(36, NO_END)
    assert allowed({"any": [old, young]}, "founded_on") == Range()
    assert allowed({"fact": "revenue", "op": "between", "value": [3, 9]}, "revenue") == Range(3, 9)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    made = Vocabulary()
    made.add(["科技小巨人", "质量管理", "研发"])
    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("科技小巨入", "科技小巨人"), ("只量管理", "质量管理"), ("研发补铁", "研发补贴"), ("研发", "研发")],
)
def test_slips_are_put_right(vocabulary: Vocabulary, typed: str, meant: str) -> None:
    assert vocabulary.correct(typed, lambda piece: piece in "研发补贴质量管理科技") == meant


@pytest.mark.parametrize("typed", ["研", "yan", "yf"])
def test_what_was_begun_is_completed(vocabulary: Vocabulary, typed: str) -> None:
    assert "研发" in vocabulary.beginning_with(typed, 5)


def test_letters_that_are_no_pinyin_stay_letters(vocabulary: Vocabulary) -> None:
    assert vocabulary.read("zzqx") == []
