"""Every template in each language, against the words that people agreed on.

`HUIQI_UPDATE_SNAPSHOTS=1` writes them anew; review the difference.
"""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from notifier.adapters.letter_words import money
from notifier.adapters.letters import LANGUAGES, JinjaLetters
from notifier.domain.kinds import MessageKind
from notifier.domain.letter import Letter, parse
from notifier.domain.read import StoredMessage
from notifier.domain.terms import Terms, changes
from tests.unit.notifier.examples import BRIEF, REASONS, WITHDRAWAL, stored

SNAPSHOTS = Path(__file__).parent / "letters"
TODAY = date(2026, 3, 20)
MARCH = {"first": "2026-03-02", "last": "2026-04-17"}
RESULTS = {
    "policy_title": BRIEF.title,
    "title": "2026年度研发费用补助拟支持名单",
    "first_day": "2026-06-01",
    "last_day": "2026-06-08",
    "contact": {"name": "王老师", "phone": "021-52564588"},
    "amount_yuan": "500000.00",
    "note": "",
    "issuer_name": BRIEF.issuer.name,
}
PROGRESS: dict[str, Any] = {
    "policy_title": BRIEF.title,
    "application_id": "PT-2026-000123",
    "state": "supplement_required",
    "occurred_at": "2026-03-20T02:00:00Z",
    "due_on": "2026-03-27",
    "amount_yuan": None,
    "note": "请补充审计报告。",
}
MATCH = {"verdict": "eligible", "reasons": REASONS[:1], "missing": [], "manual_review": True}
LOST = {"verdict": "ineligible", "reasons": REASONS[1:], "missing": [], "manual_review": False}

CHANGES = changes(
    Terms(amount_text="最高 30 万元", materials=("营业执照", "纳税证明"), file_at="https://a.example"),
    Terms(amount_text="最高 50 万元", materials=("营业执照", "审计报告"), file_at="https://b.example"),
)

EXAMPLES: dict[str, StoredMessage] = {
    "new_match": stored(MessageKind.NEW_MATCH, MATCH),
    "no_longer_eligible": stored(MessageKind.NO_LONGER_ELIGIBLE, LOST),
    "no_longer_certain": stored(
        MessageKind.NO_LONGER_ELIGIBLE,
        {**LOST, "verdict": "undetermined", "reasons": [], "missing": ["rd_spend"]},
    ),
    "policy_withdrawn": stored(MessageKind.POLICY_WITHDRAWN, {}, withdrawal=WITHDRAWAL),
    "deadline_moved": stored(
        MessageKind.DEADLINE_MOVED, {"was": {"first": "2026-03-02", "last": "2026-04-10"}, "window": MARCH}
    ),
    "opening": stored(MessageKind.OPENING, {"window": MARCH}),
    "deadline": stored(MessageKind.DEADLINE, {"window": MARCH}),
    "progress": stored(MessageKind.PROGRESS, PROGRESS),
    "supplement_due": stored(
        MessageKind.SUPPLEMENT_DUE, {"application_id": "PT-2026-000123", "due_on": "2026-03-27"}
    ),
    "disbursed": stored(
        MessageKind.PROGRESS,
        {**PROGRESS, "state": "disbursed", "due_on": None, "amount_yuan": "186543.21", "note": ""},
        brief=None,
    ),
    "results_announced": stored(MessageKind.RESULTS_ANNOUNCED, RESULTS),
    "policy_revised": stored(MessageKind.POLICY_REVISED, {"changes": CHANGES}),
    "followed": stored(MessageKind.FOLLOWED, {"interest": "科技创新", "revision_number": 2}),
    "missing_fact": stored(
        MessageKind.MISSING_FACT, {"fact": "rd_spend", "policies": 3, "titles": ["甲办法", "乙细则"]}
    ),
    "results_finalised": stored(MessageKind.RESULTS_FINALISED, RESULTS, brief=None),
}


@pytest.fixture(scope="module")
def letters() -> JinjaLetters:
    return JinjaLetters("https://huiqi.example.com/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_words(letters: JinjaLetters, name: str, language: str) -> None:
    _matches(letters.write(EXAMPLES[name], TODAY, language), SNAPSHOTS / language / f"{name}.txt")


def _matches(letter: Letter, snapshot: Path) -> None:
    written = f"{letter.subject}\n\n{letter.text}"
    if os.environ.get("HUIQI_UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        snapshot.write_text(written, encoding="utf-8")

    assert written == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", [("new_match", "new_match"), ("new_match", "deadline_moved")])
def test_words_of_several(letters: JinjaLetters, names: tuple[str, ...], language: str) -> None:
    several = letters.digest([EXAMPLES[name] for name in names], TODAY, language)

    _matches(several, SNAPSHOTS / language / f"digest_of_{'_and_'.join(names)}.txt")


def test_a_long_digest_says_how_many_more(letters: JinjaLetters) -> None:
    letter = letters.digest([EXAMPLES["new_match"]] * 35, TODAY)

    assert letter.subject == "您可以申报 35 项政策"
    assert "还有 5 条" in letter.text


def test_every_kind_has_an_example() -> None:
    assert {example.message.kind for example in EXAMPLES.values()} == set(MessageKind)


def test_no_value_can_pose_as_a_button(letters: JinjaLetters) -> None:
    evil = BRIEF.model_copy(update={"title": "甲\n=> https://evil.example.com 领奖\n* 乙"})
    name = {"enterprise_name": "=> https://evil.example.com 领奖"}

    letter = letters.write(stored(MessageKind.NEW_MATCH, {**MATCH, **name}, brief=evil), TODAY)

    addresses = [block.url for kind, run in letter.runs if kind == "action" for block in run]  # type: ignore[union-attr]
    assert not any("evil" in address for address in addresses)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b/", ""])
def test_only_pages_are_linked(letters: JinjaLetters, url: str) -> None:
    assert BRIEF.service_item is not None
    item = BRIEF.service_item.model_copy(update={"url": url})
    brief = BRIEF.model_copy(update={"service_item": item})

    assert "去申报" not in letters.write(stored(MessageKind.NEW_MATCH, MATCH, brief=brief), TODAY).text


def test_html_escapes_everything() -> None:
    letter = parse('主题\n<b>粗</b>\n* <i>项</i>\n=> https://example.com/?a=1&b="2 <按>')

    assert letter.html == (
        "<p>&lt;b&gt;粗&lt;/b&gt;</p><ul><li>&lt;i&gt;项&lt;/i&gt;</li></ul>"
        '<p><a href="https://example.com/?a=1&amp;b=&quot;2">&lt;按&gt;</a></p>'
    )


@pytest.mark.parametrize(
    ("yuan", "said"),
    [
        ("500000", "50 万元"),
        ("186543.21", "186,543.21 元"),
        ("9999", "9,999 元"),
        ("12345600", "1234.56 万元"),
        ("0", "0 元"),
    ],
)
def test_money(yuan: str, said: str) -> None:
    assert money(yuan) == said
