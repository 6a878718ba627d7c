"""Which policy goes to which channel, and what each channel must show of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal_sync.domain.entry import Shown
from portal_sync.domain.source import Outline
from shared.events import PolicyKind


class ChannelKind(StrEnum):
    """Where a channel shows its entries: on this site, in another system, in a folder of files."""

    SITE = "site"
    REMOTE = "remote"
    STATIC = "static"


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """What a channel takes. What is left empty takes everything.

    `folder` is the part of the address that its pages are under. A policy comes here where its department
    named one of `named_as`; the channel's own name, where that is empty.
    """

    name: str
    folder: str
    benefit_only: bool = False
    named_as: tuple[str, ...] = ()
    themes: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()
    benefits: frozenset[str] = frozenset()
    english_only: bool = False
    kind: ChannelKind = ChannelKind.SITE

    @property
    def outside(self) -> bool:
        """Whether entries are handed over after the commit, and only then shown."""
        return self.kind is not ChannelKind.SITE

    def takes(self, outline: Outline) -> bool:
        """Tell whether a policy belongs here.

        One that was withdrawn before any content was seen belongs everywhere that it was meant for: an
        address that says what became of a policy is better than none.
        """
        if not set(self.named_as or (self.name,)) & set(outline.channels):
            return False
        return outline.kind is None or self._takes_content(outline)

    def _takes_content(self, outline: Outline) -> bool:
        chosen = (
            (self.themes, outline.theme),
            (self.departments, outline.department),
            (self.genres, outline.genre),
            (self.benefits, outline.benefit),
        )
        return (
            (not self.benefit_only or outline.kind is PolicyKind.BENEFIT)
            and (not self.english_only or outline.english)
            and all(not wanted or value in wanted for wanted, value in chosen)
        )


GOVERNMENT: Final = ChannelRule("government", "gov")
BUSINESS: Final = ChannelRule("business", "biz", benefit_only=True)
# Its pages are English: only what has an English edition can be shown there.
INTERNATIONAL: Final = ChannelRule("international", "en", english_only=True)

# Those whose Chinese pages, feeds and search this site has.
RULES: Final = (GOVERNMENT, BUSINESS)
BUILT_IN: Final = (*RULES, INTERNATIONAL)


def expected_in(outline: Outline, rule: ChannelRule) -> Shown | None:
    """Return what the channel must show of the policy; None where it must show nothing."""
    if not rule.takes(outline):
        return None
    # Pages of this site withhold a retracted text; another system is not given it to begin with.
    withheld = rule.outside and outline.retracted
    return Shown(outline.revision, None if withheld else outline.content_hash, outline.withdrawal_hash)


def routed(outline: Outline, rules: Iterable[ChannelRule] = RULES) -> dict[str, Shown]:
    """Return what each channel must show of the policy, by channel name."""
    expected = ((rule.name, expected_in(outline, rule)) for rule in rules)
    return {name: shown for name, shown in expected if shown is not None}
