"""Decisions as events: the changes of one policy, a shard at a time, in pieces that a broker takes."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from matcher.domain.matching import Decision
from matcher.domain.population import Policy
from shared.events import MatchChange, MatchesChanged

MOST_CHANGES: Final = 500
MOST_BYTES: Final = 600_000
"""Kafka takes a megabyte by default; reasons of a long tree can be long."""


def tell(policy: Policy, decisions: Iterable[Decision], as_of: date) -> Iterator[MatchesChanged]:
    """The events that tell what changed under one policy; none where nothing did."""
    told = sorted(
        (decision for decision in decisions if decision.change), key=attrgetter("shard", "credit_code")
    )
    for shard, group in groupby(told, key=attrgetter("shard")):
        for changes in _pieces(decision.change for decision in group if decision.change):
            yield MatchesChanged(
                policy_id=policy.policy_id,
                policy_revision=policy.revision,
                shard=shard,
                as_of=as_of,
                policy=policy.brief,
                changes=tuple(changes),
                withdrawn=policy.withdrawn,
            )


def _pieces(changes: Iterable[MatchChange]) -> Iterator[list[MatchChange]]:
    piece: list[MatchChange] = []
    size = 0
    for change in changes:
        weight = len(change.model_dump_json().encode())
        if piece and (len(piece) == MOST_CHANGES or size + weight > MOST_BYTES):
            yield piece
            piece, size = [], 0
        piece.append(change)
        size += weight
    if piece:
        yield piece
