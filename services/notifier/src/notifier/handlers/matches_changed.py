"""Verdicts changed: whoever became eligible is told once, whoever stopped being eligible is told why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.changes import Change, MatchesChanged
from notifier.domain.errands import ASK_AFTER, Errand, ErrandKind
from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.policy import Policy, Withdrawal
from notifier.domain.reminders import plan
from notifier.domain.standing import Standing, take
from notifier.domain.windows import is_over
from notifier.handlers.learn_policy import learn_policy, learn_withdrawal, moved_messages
from notifier.handlers.policy_withdrawn import withdrawal_messages
from notifier.handlers.ports import Desk, Store, Tools
from notifier.handlers.tell import tell
from shared.events import Verdict
from shared.messaging.inbox import is_again
from shared.telemetry import current_traceparent

Taken = tuple[Change, Standing, MessageKind | None]


async def matches_changed(session: AsyncSession, events: Sequence[MatchesChanged], *, tools: Tools) -> None:
    """Apply changes, those of all shards under one policy revision in a handful of statements."""
    desk = tools.desk(session)
    for _, shards in groupby(events, key=lambda it: (it.policy_id, it.policy_revision, it.withdrawn)):
        await _apply(desk, _as_one(list(shards)))


def _as_one(shards: Sequence[MatchesChanged]) -> MatchesChanged:
    changes = tuple(change for shard in shards for change in shard.told)
    return shards[-1].model_copy(update={"changes": changes})


async def _apply(desk: Desk, event: MatchesChanged) -> None:
    policy = await _learn(desk, event)
    withdrawal = await desk.store.policies.withdrawal(event.policy_id) if event.withdrawn else None
    changes = await _of_those_who_are_here(desk.store, event.told)
    standings = await desk.store.standings.lock(event.policy_id, [change.credit_code for change in changes])
    taken = list(_take(standings, changes, event, withdrawal_known=withdrawal is not None))
    newest = {standing.credit_code: standing for _, standing, _ in taken}
    await desk.store.standings.save(event.policy_id, list(newest.values()), known=standings)
    await tell(desk, list(_messages(event, policy, taken, withdrawal, desk.clock.today())))
    await _remind(desk, policy, list(newest.values()))
    await _ask(desk, newest.values())


async def _learn(desk: Desk, event: MatchesChanged) -> Policy:
    if not event.withdrawn:
        return await learn_policy(desk, event.policy_id, event.policy_revision, event.policy)
    await desk.store.policies.remember(event.policy_id, event.policy_revision, event.policy)
    return await learn_withdrawal(desk, event.policy_id, event.policy_revision)


async def _of_those_who_are_here(store: Store, changes: Sequence[Change]) -> list[Change]:
    """Leave out enterprises that left, unless the change knows a newer profile than they left with."""
    removed = await store.enterprises.removed([change.credit_code for change in changes])
    here = [change for change in changes if change.profile_revision > removed.get(change.credit_code, -1)]
    if back := [change.credit_code for change in here if change.credit_code in removed]:
        await store.enterprises.came_back(back)
    return here


def _take(
    standings: Mapping[str, Standing],
    changes: Sequence[Change],
    event: MatchesChanged,
    *,
    withdrawal_known: bool,
) -> Iterator[Taken]:
    current = dict(standings)
    for change in changes:
        step = take(
            current.get(change.credit_code),
            change,
            event.policy_revision,
            withdrawn=event.withdrawn,
            withdrawal_known=withdrawal_known,
        )
        if step is not None:
            current[change.credit_code] = step.standing
            yield change, step.standing, step.says


def _messages(
    event: MatchesChanged,
    policy: Policy,
    taken: Sequence[Taken],
    withdrawal: tuple[int, Withdrawal] | None,
    today: date,
) -> Iterator[Message]:
    # Where the window is over or the policy gone, the inbox alone keeps the message.
    pushed = not is_over(event.policy.windows, today) and not policy.withdrawn
    for change, _, kind in taken:
        if kind is MessageKind.NEW_MATCH or kind is MessageKind.NO_LONGER_ELIGIBLE:
            yield _message(event, change, kind, pushed=pushed)
    if withdrawal is not None:
        ended = [standing for _, standing, kind in taken if kind is MessageKind.POLICY_WITHDRAWN]
        yield from withdrawal_messages(event.policy_id, withdrawal[0], ended)
    if policy.windows_revision > event.policy_revision:
        # Judged by a revision whose deadline, which they are told, has moved since.
        new = [standing for _, standing, kind in taken if kind is MessageKind.NEW_MATCH]
        yield from moved_messages(new, event.policy.windows, policy, today)


def _message(event: MatchesChanged, change: Change, kind: MessageKind, *, pushed: bool) -> Message:
    return Message(
        credit_code=change.credit_code,
        policy_id=event.policy_id,
        policy_revision=event.policy_revision,
        kind=kind,
        occasion=f"r{change.revision}",
        written=change.details().decode(),
        pushed=pushed,
    )


async def _remind(desk: Desk, policy: Policy, standings: Sequence[Standing]) -> None:
    now = desk.clock.now()
    eligible = [s.credit_code for s in standings if s.verdict is Verdict.ELIGIBLE]
    others = [s.credit_code for s in standings if s.verdict is not Verdict.ELIGIBLE]
    if others:
        await desk.store.reminders.cancel(
            policy.policy_id, others, "the enterprise is no longer eligible", now
        )
    if eligible and plan(policy.windows, now) and not policy.withdrawn:
        await desk.store.reminders.queue_arming(policy.policy_id, eligible, now, current_traceparent())


async def _ask(desk: Desk, standings: Iterable[Standing]) -> None:
    """Whoever lacks a single fact is asked for it a little later, if it was not asked this week."""
    codes = [standing.credit_code for standing in standings if len(standing.missing) == 1]
    if codes and not is_again(desk.session):
        asking = [Errand(ErrandKind.ASK, details={"codes": codes}, traceparent=current_traceparent())]
        await desk.store.errands.add(asking, desk.clock.now() + ASK_AFTER)
