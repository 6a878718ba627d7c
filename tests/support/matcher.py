"""Policies and enterprises for tests of the matcher."""

import copy
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from huiqi.sample.credit_codes import credit_code
from shared.events import PolicyPublished, PolicyWithdrawn, WithdrawalKind
from shared.events.topics import example_of

PUTUO: Final = {"fact": "registered_region", "op": "within", "value": ["310107"], "clause": "第一条"}
EARNS: Final = {"fact": "revenue", "op": "gte", "value": 5_000_000, "label": "营业收入不低于500万元"}
CRITERIA: Final[dict[str, Any]] = {"all": [PUTUO, EARNS]}

FITTING: Final = {"registered_region": "310107", "revenue": 6_000_000}
UNCLEAR: Final = {"registered_region": "310107"}
ELSEWHERE: Final = {"registered_region": "310115", "revenue": 6_000_000}

ONE, TWO, THREE = (credit_code("310107", number) for number in (1, 2, 3))


def published(
    policy_id: UUID | None = None,
    revision: int = 1,
    criteria: dict[str, Any] | None = CRITERIA,
    **content: Any,
) -> PolicyPublished:
    """A revision of a benefit policy of KW, open from 2 March to 17 April 2026."""
    event: dict[str, Any] = copy.deepcopy(example_of(PolicyPublished))
    event |= {"policy_id": policy_id or uuid4(), "revision": revision}
    event["content"] |= {"criteria": criteria, **content}
    return PolicyPublished.model_validate(event)


def withdrawn(policy: PolicyPublished, revision: int = 2) -> PolicyWithdrawn:
    """The end of a policy."""
    return PolicyWithdrawn(
        policy_id=policy.policy_id,
        revision=revision,
        withdrawn_at=datetime(2026, 3, 20, tzinfo=UTC),
        kind=WithdrawalKind.REPEALED,
        reason="不再执行",
        title=policy.content.title,
        document_number=policy.content.document_number,
        issuer=policy.content.issuer,
        channels=policy.channels,
    )
