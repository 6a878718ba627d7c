"""What an enterprise follows and mutes (关注、屏蔽), and what an association follows for its members."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.vocabulary import DEPARTMENTS, THEMES

MOST: Final = 100
LONGEST: Final = 100


class InterestKind(StrEnum):
    """What can be followed; a search cannot be muted."""

    POLICY = "policy"
    THEME = "theme"
    DEPARTMENT = "department"
    SEARCH = "search"


KINDS: Final = {
    InterestKind.POLICY: "政策",
    InterestKind.THEME: "主题",
    InterestKind.DEPARTMENT: "部门",
    InterestKind.SEARCH: "搜索词",
}


class BadInterest(ValueError):  # noqa: N818 (named by what happened)
    """Something that cannot be followed or muted; the text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Interest:
    """One thing that is followed or muted: a policy's id, a code, or words that must all occur.

    Other words for the same will do. `for_members`: an association follows it so that its members are told.
    """

    kind: InterestKind
    target: str
    label: str
    for_members: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a publication is about, as far as interests go. `text` is where searches look."""

    policy_id: UUID
    theme: str
    departments: tuple[str, ...]
    text: str


def interest(kind: str, target: str, label: str = "", *, for_members: bool = False) -> Interest:
    """Return an interest in what exists. `label` names a policy. Raises `BadInterest`."""
    target = _tidy(target)
    if kind not in set(InterestKind):
        raise BadInterest("请选择要关注的是政策、主题、部门还是搜索词。")
    if not target:
        raise BadInterest("请填写要关注的内容。")
    chosen = InterestKind(kind)
    known = {InterestKind.THEME: THEMES, InterestKind.DEPARTMENT: DEPARTMENTS}.get(chosen)
    if known is not None:
        return Interest(chosen, target, _known(known, target), for_members)
    if chosen is InterestKind.POLICY:
        target = _policy(target)
        return Interest(chosen, target, label or target, for_members)
    if len(target) > LONGEST:
        raise BadInterest(f"搜索词请不超过 {LONGEST} 个字。")
    return Interest(chosen, target.lower(), target, for_members)


def check_muted(wanted: Interest) -> Interest:
    """Return an interest that can be muted. Raises `BadInterest`."""
    if wanted.kind is InterestKind.SEARCH:
        raise BadInterest("搜索词只能关注，不能屏蔽。")
    return wanted


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _known(names: dict[str, str], code: str) -> str:
    if code not in names:
        raise BadInterest("没有这个主题或部门，请从列表中选择。")
    return names[code]


def _policy(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise BadInterest("没有这项政策。") from error
