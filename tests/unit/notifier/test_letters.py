"""Every template in each language, against the words that people agreed on.

`HUIQI_UPDATE_SNAPSHOTS=1` writes them anew; review the difference.
"""

import os
from pathlib import Path

import pytest

from notifier.adapters.letter_words import money
from notifier.adapters.letters import LANGUAGES, JinjaLetters
from notifier.domain.kinds import MessageKind
from notifier.domain.letter import Letter, parse
from notifier.domain.samples import BRIEF, MATCH, SAMPLES, TODAY
from notifier.domain.samples import sample as sample_of

SNAPSHOTS = Path(__file__).parent / "letters"


@pytest.fixture(scope="module")
def letters() -> JinjaLetters:
    return JinjaLetters("https://huiqi.example.com/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_words(letters: JinjaLetters, name: str, language: str) -> None:
    _matches(letters.write(SAMPLES[name], TODAY, language), SNAPSHOTS / language / f"{name}.txt")


def _matches(letter: Letter, snapshot: Path) -> None:
    written = f"{letter.subject}\n\n{letter.text}"
    if os.environ.get("HUIQI_UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        snapshot.write_text(written, encoding="utf-8")

    assert written == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", [("new_match", "new_match"), ("new_match", "deadline_moved")])
def test_words_of_several(letters: JinjaLetters, names: tuple[str, ...], language: str) -> None:
    several = letters.digest([SAMPLES[name] for name in names], TODAY, language)

    _matches(several, SNAPSHOTS / language / f"digest_of_{'_and_'.join(names)}.txt")


def test_a_long_digest_says_how_many_more(letters: JinjaLetters) -> None:
    letter = letters.digest([SAMPLES["new_match"]] * 35, TODAY)

    assert letter.subject == "您可以申报 35 项政策"
    assert "还有 5 条" in letter.text


def test_every_kind_has_an_example() -> None:
    assert {sample.message.kind for sample in SAMPLES.values()} == set(MessageKind)


def test_no_value_can_pose_as_a_button(letters: JinjaLetters) -> None:
    evil = BRIEF.model_copy(update={"title": "甲\n=> https://evil.example.com 领奖\n* 乙"})
    name = {"enterprise_name": "=> https://evil.example.com 领奖"}

    letter = letters.write(sample_of(MessageKind.NEW_MATCH, {**MATCH, **name}, brief=evil), TODAY)

    addresses = [block.url for kind, run in letter.runs if kind == "action" for block in run]  # type: ignore[union-attr]
    assert not any("evil" in address for address in addresses)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b/", ""])
def test_only_pages_are_linked(letters: JinjaLetters, url: str) -> None:
    assert BRIEF.service_item is not None
    item = BRIEF.service_item.model_copy(update={"url": url})
    brief = BRIEF.model_copy(update={"service_item": item})

    assert "去申报" not in letters.write(sample_of(MessageKind.NEW_MATCH, MATCH, brief=brief), TODAY).text


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
