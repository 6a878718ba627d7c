"""How an enterprise stands under a policy, and what a changed verdict makes us say."""

from typing import Final, NamedTuple

from notifier.domain.changes import Change
from notifier.domain.kinds import MessageKind, Told
from shared.events import Verdict


class Standing(NamedTuple):
    """The latest verdict on one enterprise under one policy, by `MatchChange.revision`.

    `missing` names the facts whose answer would settle an undetermined verdict.
    """

    credit_code: str
    enterprise_name: str
    revision: int
    policy_revision: int
    profile_revision: int
    verdict: Verdict
    told: Told = Told.NOTHING
    missing: tuple[str, ...] = ()


class Step(NamedTuple):
    """What a change leads to: the new standing and the kind of message to send, if any."""

    standing: Standing
    says: MessageKind | None


def take(
    current: Standing | None,
    change: Change,
    policy_revision: int,
    *,
    withdrawn: bool,
    withdrawal_known: bool,
) -> Step | None:
    """Return the step that `change` leads to, or None where it is not newer than `current`.

    `withdrawn`: the change comes from the policy's withdrawal. Its message names type and reason; while these
    are not known, the standing keeps what was told and the withdrawal itself tells later.
    """
    if current is not None and change.revision <= current.revision:
        return None
    told = current.told if current is not None else Told.NOTHING
    says = _news(told, change.verdict, withdrawn=withdrawn, withdrawal_known=withdrawal_known)
    standing = Standing(
        change.credit_code,
        change.enterprise_name,
        change.revision,
        policy_revision,
        change.profile_revision,
        change.verdict,
        told if says is None else _THEN_TOLD[says],
        change.missing if change.verdict is Verdict.UNDETERMINED else (),
    )
    return Step(standing, says)


def _news(told: Told, verdict: Verdict, *, withdrawn: bool, withdrawal_known: bool) -> MessageKind | None:
    if verdict is Verdict.ELIGIBLE:
        return None if told is Told.ELIGIBLE else MessageKind.NEW_MATCH
    if told is not Told.ELIGIBLE:
        return None
    if not withdrawn:
        return MessageKind.NO_LONGER_ELIGIBLE
    return MessageKind.POLICY_WITHDRAWN if withdrawal_known else None


_THEN_TOLD: Final = {
    MessageKind.NEW_MATCH: Told.ELIGIBLE,
    MessageKind.NO_LONGER_ELIGIBLE: Told.LOST,
    MessageKind.POLICY_WITHDRAWN: Told.WITHDRAWN,
}
