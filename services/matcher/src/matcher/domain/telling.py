"""Decisions as events: the changes of one policy, a shard at a time, in pieces that a broker takes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from matcher.domain.matching import Decision
from shared.events import MatchesChanged

MOST_CHANGES: Final = 500
MOST_BYTES: Final = 600_000
"""Kafka takes a megabyte by default; reasons of a long tree can be long."""

_NONE: Final = b'"changes":[]'


def tell(decisions: Iterable[Decision], as_of: date) -> Iterator[MatchesChanged]:
    """The events that tell what changed under one policy; none where nothing did."""
    told = sorted(
        (decision for decision in decisions if decision.change), key=lambda decision: decision.profile.shard
    )
    for shard, group in groupby(told, key=lambda decision: decision.profile.shard):
        of_shard = list(group)
        policy = of_shard[0].policy
        empty = MatchesChanged.model_construct(
            policy_id=policy.policy_id,
            policy_revision=policy.revision,
            shard=shard,
            as_of=as_of,
            policy=policy.brief,
            changes=(),
            withdrawn=policy.withdrawn,
        )
        for first in range(0, len(of_shard), MOST_CHANGES):
            changes = [decision.change or "" for decision in of_shard[first : first + MOST_CHANGES]]
            yield from _events(empty, changes)


def _events(empty: MatchesChanged, changes: Sequence[str]) -> Iterator[MatchesChanged]:
    """An event of these changes, or several of its size; the changes are in JSON already."""
    head, _, tail = empty.as_json.rpartition(_NONE)
    data = b"".join([head, b'"changes":[', ",".join(changes).encode(), b"]", tail])
    if len(changes) == 1 or len(data) <= MOST_BYTES:
        yield MatchesChanged.spelled(
            data,
            policy_id=empty.policy_id,
            policy_revision=empty.policy_revision,
            shard=empty.shard,
        )
        return
    middle = len(changes) // 2
    yield from _events(empty, changes[:middle])
    yield from _events(empty, changes[middle:])
