"""Attach a file to a draft, take one off, and read one."""

from uuid import UUID

from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid, NotFound
from publisher.domain.files import CheckedFile, path_of
from publisher.domain.policies import Policy
from publisher.handlers.access import acting_department, reading_scope
from publisher.handlers.edit_draft import EditDraft, edit_draft
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.events import Attachment
from shared.identity import Principal, Role

MOST_ATTACHMENTS = 20


async def attach_file(
    unit: Unit, clock: Clock, principal: Principal, policy_id: UUID, file: CheckedFile
) -> Policy:
    """Add it to the draft's attachments; the same file again changes nothing."""
    policy = await drafted(unit, principal, policy_id)
    present = policy.draft().content.attachments
    if any(each.sha256 == file.sha256 for each in present):
        return policy
    if len(present) >= MOST_ATTACHMENTS:
        raise Invalid(f"一份文件最多 {MOST_ATTACHMENTS} 个附件。", "/file")
    await unit.files.add(policy_id, file, actor=principal.subject, at=clock.now())
    made = Attachment(
        name=file.name,
        media_type=file.media_type,
        size=len(file.data),
        sha256=file.sha256,
        url=path_of(policy_id, file.sha256),
    )
    return await redraft(unit, clock, principal, policy, attachments=(*present, made))


async def detach_file(unit: Unit, clock: Clock, principal: Principal, policy_id: UUID, sha256: str) -> Policy:
    """Take it off the draft; what was published keeps it."""
    policy = await drafted(unit, principal, policy_id)
    present = policy.draft().content.attachments
    left = tuple(each for each in present if each.sha256 != sha256)
    if left == present:
        raise NotFound("没有这个附件。")
    return await redraft(unit, clock, principal, policy, attachments=left)


async def read_file(unit: Unit, principal: Principal | None, policy_id: UUID, sha256: str) -> CheckedFile:
    """A file that is in force for everybody, another for those who may see the policy; raises NotFound."""
    if not await unit.files.is_public(policy_id, sha256):
        if principal is None or (not principal.is_department and not principal.is_operator):
            raise NotFound("没有这个文件。")
        await unit.policies.get(policy_id, department=reading_scope(principal))
    found = await unit.files.read(policy_id, sha256)
    if found is None:
        raise NotFound("没有这个文件。")
    return found


async def drafted(unit: Unit, principal: Principal, policy_id: UUID) -> Policy:
    """The policy, locked, for somebody who may edit it."""
    return await unit.policies.lock(
        policy_id, department=acting_department(principal, Role.DEPARTMENT_EDITOR)
    )


async def redraft(
    unit: Unit, clock: Clock, principal: Principal, policy: Policy, **changes: object
) -> Policy:
    """Change some fields of the draft as if they had been edited in its form."""
    draft = policy.draft()
    content = DraftContent.model_validate(draft.content.model_copy(update=changes).model_dump(mode="json"))
    command = EditDraft(policy.id, draft.version, content, draft.decision, draft.channels)
    return await edit_draft(unit, clock, principal, command)
