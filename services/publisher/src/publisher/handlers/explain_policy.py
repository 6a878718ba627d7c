"""Write an interpretation (政策解读) of a draft, move one, or take one off."""

from dataclasses import dataclass
from uuid import UUID

from publisher.domain.errors import Invalid, NotFound
from publisher.domain.files import CheckedFile, path_of
from publisher.domain.policies import Policy
from publisher.handlers.attach_file import drafted, redraft
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.events import Interpretation, Picture
from shared.identity import Principal

MOST_INTERPRETATIONS = 10


@dataclass(frozen=True)
class ExplainPolicy:
    """One interpretation; `number` from 0, None for a new one. A picture comes new, stays, or goes."""

    policy_id: UUID
    number: int | None
    interpretation: Interpretation
    picture: CheckedFile | None = None
    picture_alt: str = ""
    drop_picture: bool = False


async def explain_policy(unit: Unit, clock: Clock, principal: Principal, command: ExplainPolicy) -> Policy:
    """Write it; raises NotFound for a number that is none, Invalid with the pointer of what is wrong."""
    policy = await drafted(unit, principal, command.policy_id)
    present = list(policy.draft().content.interpretations)
    before = _at(present, command.number) if command.number is not None else None
    if before is None and len(present) >= MOST_INTERPRETATIONS:
        raise Invalid(f"一份文件最多 {MOST_INTERPRETATIONS} 篇解读。", "/title")
    picture = await _picture(unit, clock, principal, command, before)
    made = command.interpretation.model_copy(update={"picture": picture})
    if command.number is None:
        present.append(made)
    else:
        present[command.number] = made
    return await redraft(unit, clock, principal, policy, interpretations=tuple(present))


async def drop_interpretation(
    unit: Unit, clock: Clock, principal: Principal, policy_id: UUID, number: int
) -> Policy:
    """Take it off the draft."""
    policy = await drafted(unit, principal, policy_id)
    present = list(policy.draft().content.interpretations)
    _at(present, number)
    del present[number]
    return await redraft(unit, clock, principal, policy, interpretations=tuple(present))


async def raise_interpretation(
    unit: Unit, clock: Clock, principal: Principal, policy_id: UUID, number: int
) -> Policy:
    """Put it before the one above it; the first stays where it is."""
    policy = await drafted(unit, principal, policy_id)
    present = list(policy.draft().content.interpretations)
    moved = _at(present, number)
    if number == 0:
        return policy
    present[number - 1 : number + 1] = [moved, present[number - 1]]
    return await redraft(unit, clock, principal, policy, interpretations=tuple(present))


async def _picture(
    unit: Unit, clock: Clock, principal: Principal, command: ExplainPolicy, before: Interpretation | None
) -> Picture | None:
    if command.picture is None:
        kept = before.picture if before is not None and not command.drop_picture else None
        return kept.model_copy(update={"alt": command.picture_alt}) if kept else None
    file = command.picture
    if not command.picture_alt.strip():
        raise Invalid("请用一句话说明图片的内容，看不见图片的人靠它了解。", "/picture_alt")
    await unit.files.add(command.policy_id, file, actor=principal.subject, at=clock.now())
    return Picture(
        url=path_of(command.policy_id, file.sha256),
        media_type=file.media_type,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        alt=command.picture_alt,
    )


def _at(present: list[Interpretation], number: int) -> Interpretation:
    if not 0 <= number < len(present):
        raise NotFound("没有这篇解读。")
    return present[number]
