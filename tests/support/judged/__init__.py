"""Written queries with judged answers over the sample, and how well an order of answers does by them.

`queries.tsv` says how it was judged. The measure is nDCG@10 (Järvelin and Kekäläinen 2002) with gains
2^grade - 1: it is 1 where the order is as good as it can be.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from huiqi.sample.policies import SamplePolicy, sample_policies
from portal_sync.domain.said import Said
from portal_sync.domain.source import Publication, SourceRecord, Withdrawal
from shared.events import PolicyContent, WithdrawalKind, content_hash

DEPTH: Final = 10
_SPACE: Final = UUID("6b1d7f3e-4c02-4c8e-9d53-1f0f6f2a9a10")
_AT: Final = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Judged:
    """A query with the grade of each sample policy that is relevant, by slug."""

    typed: str
    grades: Mapping[str, int]
    include_past: bool


def judged_queries(year: int) -> list[Judged]:
    """Return the queries; `year` is that of the sample's document numbers."""
    lines = (Path(__file__).parent / "queries.tsv").read_text(encoding="utf-8").splitlines()
    said = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [
        Judged(
            parts[0].replace("{y}", str(year)),
            {slug: int(grade) for slug, grade in (one.split(":") for one in parts[1].split())},
            "past" in parts[2:],
        )
        for parts in said
    ]


def policy_id(slug: str) -> UUID:
    """Return the id that a sample policy has in these measurements."""
    return uuid5(_SPACE, slug)


def sample_records(today: date) -> dict[str, SourceRecord]:
    """Return what the demo has published at its end, by slug."""
    return {policy.slug: _record(policy) for policy in sample_policies(today)}


def ndcg(order: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return nDCG@10 of an order of slugs."""
    best = sorted(grades.values(), reverse=True)[:DEPTH]
    gained = _gain([grades.get(slug, 0) for slug in order[:DEPTH]])
    return gained / _gain(best) if best else 1.0


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades)))


def _record(policy: SamplePolicy) -> SourceRecord:
    content = PolicyContent.model_validate(policy.final_content)
    publication = Publication(1, _AT, policy.channels, Said.of(content), content_hash(content))
    withdrawal = None
    if policy.withdrawal is not None:
        withdrawal = Withdrawal(
            revision=2,
            withdrawn_at=_AT,
            kind=WithdrawalKind(policy.withdrawal.kind),
            reason=policy.withdrawal.reason,
            title=content.title,
            document_number=content.document_number,
            issuer=content.issuer,
            channels=policy.channels,
        )
    return SourceRecord(policy_id(policy.slug), publication, withdrawal)
