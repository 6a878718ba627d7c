"""A second opinion on who may file, from a language model: a proposal like the rules', never needed."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

from publisher.domain.drafts import DraftContent
from shared.criteria import CriteriaError, validate

_LONGEST: Final = 20_000


class NoOpinion(Exception):  # noqa: N818 (nobody is at fault; the work goes on without it)
    """There is no opinion to be had; `str()` is a Chinese sentence for the page."""


class Adviser(Protocol):
    """Reads a notice and proposes a tree of criteria."""

    async def propose(self, text: str) -> object:
        """Any JSON value, unchecked. Raise NoOpinion where there is no answer in time."""
        ...


@dataclass(frozen=True)
class Opinion:
    """A valid tree; `same` where it is the draft's own."""

    tree: dict[str, Any]
    same: bool


async def second_opinion(adviser: Adviser | None, content: DraftContent) -> Opinion:
    """Ask about a draft's text; raises NoOpinion for no answer and for one that breaks the rules."""
    if adviser is None:
        raise NoOpinion("没有配置语言模型。")
    if not content.body.strip():
        raise NoOpinion("草稿还没有正文，没有可读的内容。")
    answer = await adviser.propose(f"{content.title}\n{content.body}"[:_LONGEST])
    try:
        tree = validate(answer)
    except CriteriaError as error:
        raise NoOpinion(f"语言模型的回答不符合申报条件的写法，已放弃：{error.message}") from error
    return Opinion(tree, tree == content.criteria)
