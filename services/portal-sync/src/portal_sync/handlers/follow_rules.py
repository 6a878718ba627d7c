"""Notice that a channel's rule became another, and say what that moved."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from portal_sync.domain.parity import Difference, RuleChange
from portal_sync.domain.routing import ChannelRule
from portal_sync.domain.rule_change import read_rule, write_rule
from shared.telemetry import get_logger

log = get_logger("portal-sync")


class KnownRules(Protocol):
    """By which rule each channel was brought along last. In the caller's transaction."""

    async def text(self, channel: str) -> str:
        """Return that rule's text; empty where the channel is new."""

    async def keep(self, rule: ChannelRule, brought: int, removed: int) -> None:
        """Write down that a channel follows a rule now, and how many policies that moved."""

    async def changes(self) -> Mapping[str, RuleChange]:
        """Return what the last change of each channel's rule moved."""


async def rule_before(rules: KnownRules, rule: ChannelRule) -> ChannelRule | None:
    """Return the rule that a channel followed until now; None where it is the same, or not known."""
    known = await rules.text(rule.name)
    return read_rule(known) if known != write_rule(rule) else None


async def settle_rule(rules: KnownRules, rule: ChannelRule, moved: Sequence[Difference]) -> None:
    """Write down that everything is where the rule wants it, with what had to move for that."""
    known = await rules.text(rule.name)
    if known == write_rule(rule):
        return
    brought = sum(each.expected is not None for each in moved)
    await rules.keep(rule, brought, len(moved) - brought)
    if known:
        log.info("channel rule changed", channel=rule.name, brought=brought, removed=len(moved) - brought)
