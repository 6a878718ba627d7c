"""Saving a part of a draft from a page of its own, and what to show where that was refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from publisher.domain.comparing import Difference, differences
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid, Refusal, StaleDraft
from publisher.domain.policies import Policy
from publisher.entrypoints.desk import Desk
from publisher.handlers.compare_revisions import facets
from publisher.handlers.edit_draft import EditDraft, edit_draft
from shared.identity import Principal

_LOCKED: Final = "这份文件已经送审或发布，现在不能编辑；您填写的内容还在下面，没有保存。"


@dataclass(frozen=True)
class Wrong:
    """Why nothing was saved: the status, sentences by field, the version to go on from, what others saved."""

    status: int
    errors: dict[str, str] = field(default_factory=dict)
    version: int | None = None
    theirs: Sequence[Difference] = ()


async def save_content(
    desk: Desk,
    principal: Principal,
    policy: Policy,
    version: int,
    content: DraftContent,
    *,
    field_of: Callable[[str], str],
) -> Wrong | None:
    """Save the content into the draft that was read as `version`; None when that was done.

    `field_of` names the form's field for a JSON pointer into the content.
    """
    draft = policy.draft()
    command = EditDraft(policy.id, version, content, draft.decision, draft.channels)
    try:
        async with desk.units() as unit:
            await edit_draft(unit, desk.clock, principal, command)
    except StaleDraft as stale:
        theirs = differences(
            facets(draft.content, draft.decision, draft.channels),
            facets(content, draft.decision, draft.channels),
        )
        return Wrong(409, {"": str(stale)}, stale.current, theirs)
    except Invalid as refusal:
        return Wrong(422, {field_of(refusal.pointer): str(refusal)})
    except Refusal:
        return Wrong(409, {"": _LOCKED})
    return None
