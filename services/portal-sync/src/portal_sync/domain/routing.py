"""Which policy goes to which channel, and what each channel must show of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal_sync.domain.entry import Shown
from portal_sync.domain.source import Outline
from shared.events import PolicyKind


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """What a channel takes, and the folder of the site that its pages are in."""

    name: str
    folder: str
    benefit_only: bool = False

    def takes(self, kind: PolicyKind | None) -> bool:
        """Tell whether policies of this kind belong here; None, not known yet, belongs everywhere."""
        return not self.benefit_only or kind in {PolicyKind.BENEFIT, None}


GOVERNMENT: Final = ChannelRule("government", "gov")
BUSINESS: Final = ChannelRule("business", "biz", benefit_only=True)
RULES: Final = (GOVERNMENT, BUSINESS)


def expected_in(outline: Outline, rule: ChannelRule) -> Shown | None:
    """Return what the channel must show of the policy; None where it must show nothing.

    A withdrawal seen before any content goes to every channel that it names: an address that says what became
    of a policy is better than none.
    """
    if rule.name not in outline.channels or not rule.takes(outline.kind):
        return None
    return Shown(outline.revision, outline.content_hash, withdrawn=outline.withdrawn)


def routed(outline: Outline, rules: Iterable[ChannelRule] = RULES) -> dict[str, Shown]:
    """Return what each channel must show of the policy, by channel name."""
    expected = ((rule.name, expected_in(outline, rule)) for rule in rules)
    return {name: shown for name, shown in expected if shown is not None}
