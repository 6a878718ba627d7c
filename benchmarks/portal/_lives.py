"""What happens to many policies: published, revised, withdrawn, published again; some in English too."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from huiqi.sample.policies import sample_policies
from shared.events import (
    Edition,
    PolicyContent,
    PolicyKind,
    PolicyPublished,
    PolicyReference,
    PolicyWithdrawn,
    WithdrawalKind,
    content_hash,
)

PolicyEvent = PolicyPublished | PolicyWithdrawn
_AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
_KINDS: Final = tuple(WithdrawalKind)


def lives(policies: int, revisions: int, seed: int) -> list[list[PolicyEvent]]:
    """Return for each policy what happens to it, in order: about so many revisions, withdrawals counted."""
    chance = random.Random(seed)
    contents = [PolicyContent.model_validate(each.content) for each in sample_policies(date(2026, 11, 23))]
    return [list(_life(number, revisions, contents, chance)) for number in range(policies)]


def _life(
    number: int, revisions: int, contents: Sequence[PolicyContent], chance: random.Random
) -> Iterator[PolicyEvent]:
    policy_id = UUID(int=chance.getrandbits(128), version=4)
    usual = contents[number % len(contents)]
    for revision in range(1, chance.randint(1, 2 * revisions - 1) + 1):
        if revision > 1 and chance.random() < 0.2:
            yield _withdrawn(policy_id, revision, number, usual, chance)
        else:
            yield _published(policy_id, revision, number, usual, chance)


def _published(
    policy_id: UUID, revision: int, number: int, usual: PolicyContent, chance: random.Random
) -> PolicyPublished:
    title = f"{usual.title}（{number}之{revision}）"
    replaced = PolicyReference(document_number=f"普办〔2025〕{chance.randint(1, 10_000)}号")
    content = usual.model_copy(
        update={
            "title": title,
            "document_number": f"普办〔2025〕{number}号",
            "replaces": (replaced,) if chance.random() < 0.1 else (),
            "english": Edition(title=f"Measures {number}", summary="", body="") if number % 3 else None,
        }
    )
    channels = ["government"]
    channels += ["business"] if usual.kind is PolicyKind.BENEFIT and chance.random() < 0.9 else []
    channels += ["international"] if chance.random() < 0.9 else []
    return PolicyPublished(
        policy_id=policy_id,
        revision=revision,
        published_at=_AT + timedelta(minutes=revision),
        channels=tuple(channels),
        content=content,
        content_hash=content_hash(content),
    )


def _withdrawn(
    policy_id: UUID, revision: int, number: int, usual: PolicyContent, chance: random.Random
) -> PolicyWithdrawn:
    return PolicyWithdrawn(
        policy_id=policy_id,
        revision=revision,
        withdrawn_at=_AT + timedelta(minutes=revision),
        kind=chance.choice(_KINDS),
        reason=f"理由{chance.randint(1, 9)}。",
        title=usual.title,
        document_number=f"普办〔2025〕{number}号",
        issuer=usual.issuer,
        channels=("government", "business", "international"),
    )


def in_order(told: Sequence[Sequence[PolicyEvent]], seed: int) -> list[PolicyEvent]:
    """Return everything as the publisher's outbox has it: policies interleaved, each in its own order."""
    chance = random.Random(seed)
    turns = [number for number, life in enumerate(told) for _ in life]
    chance.shuffle(turns)
    waiting = [iter(life) for life in told]
    return [next(waiting[number]) for number in turns]
