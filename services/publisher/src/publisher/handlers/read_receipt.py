"""What became of a published policy."""

from collections.abc import AsyncIterator, Sequence
from typing import Final
from uuid import UUID

from publisher.domain.errors import NotFound
from publisher.domain.policies import Policy
from publisher.domain.receipts import Firsts, Funnel, Moment, Receipt, RevisionLine, Stage, UnclaimedRow
from publisher.handlers.access import reading_scope
from publisher.handlers.ports import HistoryEntry, Unit, Units
from publisher.handlers.receipt_ports import Span
from shared.identity import Principal

_SHOWN_FAILURES: Final = 50
_EXPORT_PAGE: Final = 5000
# Moments of the history (by action) and of the projection (by stage), in the order in which they come.
_HISTORY: Final = {"submitted": "提交审核", "final_approve": "终审通过", "published": "发布"}
_SAME: Final = {"published_urgently": "published", "published_on_schedule": "published"}
_STAGES: Final = {"told": "告知企业", "opened": "企业打开", "filed": "首份申报", "approved": "首份通过"}
_RESULTS: Final = {"announced": "结果公示", "finalised": "结果确定"}


async def read_receipt(
    unit: Unit, principal: Principal, policy_id: UUID, revision: int | None = None
) -> tuple[Policy, Receipt]:
    """The receipt of a policy that the person may see, or of one of its revisions; raises NotFound."""
    policy = await unit.policies.get(policy_id, department=reading_scope(principal))
    lines = await unit.receipts.revisions(policy)
    span = _span(lines, revision)
    funnel = await unit.receipts.funnel(policy_id, revision, span)
    receipt = Receipt(
        funnel=funnel,
        messages=await unit.receipts.messages(policy_id, revision),
        revisions=[line for line in lines if revision in {None, line.revision}],
        failures=await unit.receipts.failures(policy_id, _SHOWN_FAILURES, revision),
        moments=_moments(
            await unit.history.of(policy_id), policy, funnel, await unit.receipts.firsts(policy_id)
        ),
        unclaimed=await unit.receipts.unclaimed(policy_id),
        revision=revision,
    )
    return policy, receipt


async def list_unclaimed(
    unit: Unit, principal: Principal, policy_id: UUID, stage: Stage, *, after: str = "", limit: int = 100
) -> tuple[Policy, Sequence[UnclaimedRow]]:
    """A page of the eligible enterprises that have not opened or not filed; raises NotFound."""
    policy = await unit.policies.get(policy_id, department=reading_scope(principal))
    return policy, await unit.receipts.unclaimed_rows(policy_id, stage, after=after, limit=limit)


async def export_unclaimed(units: Units, policy_id: UUID, stage: Stage) -> AsyncIterator[UnclaimedRow]:
    """All of them, however many, a transaction for each few thousand. Whose they are was checked before."""
    after = ""
    while True:
        async with units() as unit:
            rows = await unit.receipts.unclaimed_rows(policy_id, stage, after=after, limit=_EXPORT_PAGE)
        for row in rows:
            yield row
        if len(rows) < _EXPORT_PAGE:
            return
        after = rows[-1].credit_code


def _span(lines: Sequence[RevisionLine], revision: int | None) -> Span | None:
    """From its publication until the next one; raises NotFound for a revision that there is not."""
    if revision is None:
        return None
    later = None
    for line in lines:  # newest first
        if line.revision == revision:
            return line.at, later
        later = line.at
    raise NotFound(f"这项政策没有第 {revision} 版。")


def _moments(
    history: Sequence[HistoryEntry], policy: Policy, funnel: Funnel, firsts: Firsts
) -> tuple[Moment, ...]:
    """One line of time from submission to the final result: what was reached, and what still may be."""
    # The projection knows the first moments of all revisions: before them comes the way to the first one.
    latest = {entry.action: entry for entry in history}
    first = {_SAME.get(entry.action, entry.action): entry for entry in reversed(history)}
    standing = policy.live or policy.ended
    benefit = standing is not None and standing.content.benefit is not None
    line = [_of_history(first, action, label) for action, label in _HISTORY.items()]
    line.append(Moment("同步到频道", firsts.mirrored))
    if benefit or funnel.filed:
        line += [Moment(label, getattr(firsts, stage)) for stage, label in _STAGES.items()]
        line += [_of_history(latest, action, label) for action, label in _RESULTS.items()]
    if policy.withdrawal:
        reached = [moment for moment in line if moment.at]
        return (*reached, Moment("撤回", policy.withdrawal.withdrawn_at))
    return tuple(line)


def _of_history(found: dict[str, HistoryEntry], action: str, label: str) -> Moment:
    entry = found.get(action)
    return Moment(label, entry.at if entry else None, entry.actor_name if entry else "")
