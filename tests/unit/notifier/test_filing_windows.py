"""When one files: in the stated windows, or all year until the policy lapses."""

from datetime import date
from typing import Any

import pytest

from notifier.domain.policy import brief_of
from shared.events import PolicyPublished, Window
from shared.events.topics import example_of

STATED = Window(first=date(2026, 3, 2), last=date(2026, 4, 17))
PUBLISHED, LAPSES = date(2026, 2, 25), date(2027, 12, 31)


def windows(content: dict[str, Any], **benefit: Any) -> tuple[Window, ...]:
    event = PolicyPublished.model_validate(example_of(PolicyPublished))
    assert event.content.benefit is not None
    changed = event.content.benefit.model_copy(update=benefit)
    told = {"published_on": PUBLISHED, "effective_on": None, "expires_on": None, **content}
    published = event.model_copy(
        update={"content": event.content.model_copy(update={**told, "benefit": changed})}
    )
    return brief_of(published).windows


def test_stated_windows_are_those() -> None:
    assert windows({"expires_on": LAPSES}, windows=(STATED,), rolling=False) == (STATED,)


def test_all_year_ends_when_the_policy_lapses() -> None:
    found = windows({"expires_on": LAPSES}, windows=(), rolling=True)

    assert found == (Window(first=PUBLISHED, last=LAPSES),)


@pytest.mark.parametrize(
    "content",
    [{"expires_on": None}, {"expires_on": date(2026, 1, 1)}],
)
def test_all_year_without_an_end_has_none(content: dict[str, Any]) -> None:
    assert windows(content, windows=(), rolling=True) == ()


def test_neither_stated_nor_all_year_has_none() -> None:
    assert windows({"expires_on": LAPSES}, windows=(), rolling=False) == ()
