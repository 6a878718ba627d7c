"""A collection that a department's editors make for the theme library; a draft until they publish it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from portal_sync.domain.collection import Collection
from portal_sync.domain.listing import Filter
from shared.events import PolicyReference

MOST_PICKS: Final = 100


@dataclass(frozen=True, slots=True)
class MadeCollection:
    """`version` counts its changes. `picks` are policies in the order in which they are shown."""

    collection_id: UUID
    slug: str
    department: str
    title: str
    summary: str
    channel: str
    rule: Filter | None
    picks: tuple[UUID, ...]
    published: bool
    version: int
    changed_by: str
    changed_at: datetime

    @property
    def is_empty(self) -> bool:
        """Whether there would be nothing to see."""
        return self.rule is None and not self.picks

    def shown(self) -> Collection:
        """Return what the theme library shows of it."""
        picks = tuple(PolicyReference(document_number="", policy_id=policy_id) for policy_id in self.picks)
        return Collection(self.slug, self.title, self.summary, self.channel, self.rule, picks)

    def with_pick(self, policy_id: UUID) -> "MadeCollection":
        """Return it with a policy at the end of its picks; one that is there stays where it is."""
        return self if policy_id in self.picks else replace(self, picks=(*self.picks, policy_id))

    def without_pick(self, policy_id: UUID) -> "MadeCollection":
        """Return it without a policy."""
        return replace(self, picks=tuple(pick for pick in self.picks if pick != policy_id))

    def with_moved(self, policy_id: UUID, steps: int) -> "MadeCollection":
        """Return it with a policy so many places farther back, or to the front where it is less than 0."""
        if policy_id not in self.picks:
            return self
        place = self.picks.index(policy_id) + steps
        rest = self.without_pick(policy_id).picks
        place = min(max(place, 0), len(rest))
        return replace(self, picks=(*rest[:place], policy_id, *rest[place:]))
