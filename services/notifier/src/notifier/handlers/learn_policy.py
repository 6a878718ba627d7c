"""Learns a policy's revision, from whichever topic brings it first, and acts where its window moved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.policy import Policy
from notifier.domain.reminders import plan
from notifier.domain.standing import Standing
from notifier.domain.windows import current_window, is_over
from notifier.handlers.ports import Desk
from notifier.handlers.tell import tell
from shared.events import PolicyBrief, Window
from shared.telemetry import current_traceparent


async def learn_policy(desk: Desk, policy_id: UUID, revision: int, brief: PolicyBrief) -> Policy:
    """Return the policy by its newest known revision, locked until the transaction ends.

    One that is already known is locked for sharing, so that a policy's shards do not wait for one another.
    """
    await desk.store.policies.remember(policy_id, revision, brief)
    seen = await desk.store.policies.peek(policy_id)
    if seen is not None and seen.revision >= revision:
        return await desk.store.policies.lock(policy_id, exclusive=False)
    known = await desk.store.policies.lock(policy_id, exclusive=True)
    if known.revision >= revision:
        return known
    moved = set(known.windows) != set(brief.windows)
    since = revision if moved or not known.revision else known.windows_revision
    policy = Policy(policy_id, revision, brief.windows, since)
    await desk.store.policies.save(policy)
    if known.revision and moved:
        await _move_windows(desk, known, policy)
    return policy


async def learn_withdrawal(desk: Desk, policy_id: UUID, revision: int) -> Policy:
    """Mark a policy as withdrawn and cancel its reminders. Returns it locked."""
    known = await desk.store.policies.lock(policy_id, exclusive=True)
    if known.revision > revision or (known.revision == revision and known.withdrawn):
        return known
    policy = replace(known, revision=revision, withdrawn=True)
    await desk.store.policies.save(policy)
    await desk.store.reminders.cancel(policy_id, None, "the policy was withdrawn", desk.clock.now())
    return policy


async def _move_windows(desk: Desk, known: Policy, policy: Policy) -> None:
    now, today = desk.clock.now(), desk.clock.today()
    await desk.store.reminders.cancel_moved(policy, now)
    if plan(policy.windows, now):
        await desk.store.reminders.queue_arming(policy.policy_id, None, now, current_traceparent())
    told = await desk.store.standings.lock_told_eligible(policy.policy_id)
    await tell(desk, list(moved_messages(told, known.windows, policy, today)))


def moved_messages(
    told: Iterable[Standing], before: Sequence[Window], policy: Policy, today: date
) -> Iterator[Message]:
    """Return what to tell those who were told other windows than there are now, if that matters today."""
    was, now = current_window(before, today), current_window(policy.windows, today)
    if was == now:
        return
    for standing in told:
        yield Message(
            credit_code=standing.credit_code,
            policy_id=policy.policy_id,
            policy_revision=policy.windows_revision,
            kind=MessageKind.DEADLINE_MOVED,
            occasion=f"r{policy.windows_revision}",
            details={
                "enterprise_name": standing.enterprise_name,
                "was": was.model_dump(mode="json") if was else None,
                "window": now.model_dump(mode="json") if now else None,
            },
            pushed=not is_over(policy.windows, today) and not policy.withdrawn,
        )
