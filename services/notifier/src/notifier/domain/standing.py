"""How an enterprise stands under a policy, and what a changed verdict makes us say."""

from dataclasses import dataclass, replace

from notifier.domain.kinds import MessageKind, Told
from shared.events import MatchChange, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest verdict on one enterprise under one policy, by `MatchChange.revision`."""

    credit_code: str
    enterprise_name: str
    revision: int
    policy_revision: int
    profile_revision: int
    verdict: Verdict
    told: Told = Told.NOTHING


@dataclass(frozen=True, slots=True)
class Step:
    """What a change leads to: the new standing and the kind of message to send, if any."""

    standing: Standing
    says: MessageKind | None


def take(
    current: Standing | None,
    change: MatchChange,
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
    told = current.told if current else Told.NOTHING
    standing = Standing(
        credit_code=change.credit_code,
        enterprise_name=change.enterprise_name,
        revision=change.revision,
        policy_revision=policy_revision,
        profile_revision=change.profile_revision,
        verdict=change.verdict,
        told=told,
    )
    if change.verdict is Verdict.ELIGIBLE:
        return (
            _say(standing, MessageKind.NEW_MATCH, Told.ELIGIBLE)
            if told is not Told.ELIGIBLE
            else Step(standing, None)
        )
    if told is not Told.ELIGIBLE:
        return Step(standing, None)
    if not withdrawn:
        return _say(standing, MessageKind.NO_LONGER_ELIGIBLE, Told.LOST)
    if withdrawal_known:
        return _say(standing, MessageKind.POLICY_WITHDRAWN, Told.WITHDRAWN)
    return Step(standing, None)


def _say(standing: Standing, kind: MessageKind, told: Told) -> Step:
    return Step(replace(standing, told=told), kind)
