"""Words of the field that mean the same to people who search."""

from collections.abc import Sequence
from typing import Final

# The first is what documents mostly say. A full list with weights comes with the search's own issue.
_GROUPS: Final = (
    ("补助", "补贴", "资助", "奖补"),
    ("奖励", "奖金"),
    ("贴息", "利息补贴"),
    ("高新技术企业", "高企"),
    ("专精特新", "小巨人"),
    ("申报", "申请"),
    ("减税", "减免", "减征"),
    ("就业", "用工", "招聘"),
    ("租金", "房租"),
    ("小微企业", "小微"),
)

_ALTERNATIVES: Final = {
    word: tuple(other for other in group if other != word) for group in _GROUPS for word in group
}


def alternatives(word: str) -> Sequence[str]:
    """Return the other words for the same thing."""
    return _ALTERNATIVES.get(word, ())


def known_in(run: str) -> list[str]:
    """Return the alternatives of every known word that occurs in a run of characters."""
    return [other for word, others in _ALTERNATIVES.items() if word in run for other in others]
