"""Decisions as events: the changes of one policy, a shard at a time, in pieces that a broker takes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from matcher.domain.matching import Decision
from shared.events import MatchChange, MatchesChanged

MOST_CHANGES: Final = 500
MOST_BYTES: Final = 600_000
"""Kafka takes a megabyte by default; reasons of a long tree can be long."""


def tell(decisions: Iterable[Decision], as_of: date) -> Iterator[MatchesChanged]:
    """The events that tell what changed under one policy; none where nothing did."""
    told = sorted(
        (decision for decision in decisions if decision.change),
        key=attrgetter("profile.shard", "profile.credit_code"),
    )
    for _, group in groupby(told, key=attrgetter("profile.shard")):
        of_shard = list(group)
        for first in range(0, len(of_shard), MOST_CHANGES):
            yield from _events(of_shard[first : first + MOST_CHANGES], as_of)


def _events(decisions: Sequence[Decision], as_of: date) -> Iterator[MatchesChanged]:
    policy, shard = decisions[0].policy, decisions[0].profile.shard
    changes: tuple[MatchChange, ...] = tuple(it.change for it in decisions if it.change)
    event = MatchesChanged.model_construct(
        policy_id=policy.policy_id,
        policy_revision=policy.revision,
        shard=shard,
        as_of=as_of,
        policy=policy.brief,
        changes=changes,
        withdrawn=policy.withdrawn,
    )
    if len(decisions) == 1 or len(event.as_json) <= MOST_BYTES:
        yield event
        return
    middle = len(decisions) // 2
    yield from _events(decisions[:middle], as_of)
    yield from _events(decisions[middle:], as_of)
