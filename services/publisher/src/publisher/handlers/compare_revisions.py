"""What differs between any two revisions of a policy, its draft included."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from publisher.domain.changes import as_text
from publisher.domain.comparing import Difference, differences
from publisher.domain.disclosure import DISCLOSURE_LABELS, LEGAL_REASONS, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid, NotFound
from publisher.domain.policies import Policy, Revision
from publisher.handlers.ports import Unit
from publisher.handlers.read_policies import read_policy
from shared.identity import Principal
from shared.vocabulary import CHANNELS

DRAFT: Final = "draft"


@dataclass(frozen=True)
class Comparison:
    """Two revisions and the fields in which they differ."""

    policy: Policy
    revisions: Sequence[Revision]
    before: Revision
    after: Revision
    fields: Sequence[Difference]


async def compare_revisions(
    unit: Unit, principal: Principal, policy_id: UUID, before: str = "", after: str = ""
) -> Comparison:
    """Compare `before` with `after`: a revision's number or `draft`; without them the newest two.

    Raises NotFound for a revision that the policy does not have.
    """
    policy = await read_policy(unit, principal, policy_id)
    revisions = [*([policy.open] if policy.open else []), *await unit.policies.history_of(policy_id)]
    later = _chosen(revisions, after or name_of(revisions[0])) if revisions else None
    if later is None:
        raise NotFound("这项政策还没有可以比较的版本。")
    earlier = _chosen(revisions, before or _previous(revisions, later))
    # Long documents take their time, and others are waiting.
    fields = await asyncio.to_thread(differences, [*_facets(earlier)], [*_facets(later)])
    return Comparison(policy, revisions, earlier, later, fields)


def name_of(revision: Revision) -> str:
    """How a revision is named in an address."""
    return str(revision.number) if revision.number is not None else DRAFT


def facets(
    content: DraftContent, decision: DisclosureDecision, channels: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Every field of a revision as its label and text."""
    yield from as_text(content)
    yield "公开属性", DISCLOSURE_LABELS[decision.disclosure]
    yield "不予公开的理由", LEGAL_REASONS[decision.legal_reason] if decision.legal_reason else ""
    yield "具体情况", decision.note
    yield "发布频道", "、".join(CHANNELS.get(each, each) for each in channels)


def _facets(revision: Revision) -> Iterator[tuple[str, str]]:
    return facets(revision.content, revision.decision, revision.channels)


def _previous(revisions: Sequence[Revision], later: Revision) -> str:
    place = revisions.index(later) + 1
    return name_of(revisions[place] if place < len(revisions) else later)


def _chosen(revisions: Sequence[Revision], name: str) -> Revision:
    if name != DRAFT and not (name.isdecimal() and name.isascii()):
        raise Invalid("版本应写成版本号，或 draft（草稿）。")
    for revision in revisions:
        if name_of(revision) == name.lstrip("0"):
            return revision
    raise NotFound("这项政策没有正在办理的草稿。" if name == DRAFT else f"这项政策没有第 {name[:9]} 版。")
