"""Prepare a list of results: write it down, change it, throw it away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from publisher.domain.errors import Conflict, Invalid
from publisher.domain.plausible import check_day
from publisher.domain.result_drafts import ResultDraft
from publisher.domain.results import check_entry
from publisher.handlers.access import acting_department
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.events import Contact, ResultEntry
from shared.identity import Principal, Role

DRAFTERS: Final = (Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_PUBLISHER)
MOST_ENTRIES: Final = 10_000


@dataclass(frozen=True)
class DraftResults:
    """What the list says; anything may still be missing, nothing may be wrong."""

    policy_id: UUID
    title: str
    entries: Sequence[ResultEntry]
    contact: Contact
    first_day: date | None = None
    last_day: date | None = None

    def draft(self, principal: Principal, clock: Clock) -> ResultDraft:
        """The draft; raises Invalid at the entry or day that is wrong."""
        if len(self.entries) > MOST_ENTRIES:
            raise Invalid(f"一份名单最多 {MOST_ENTRIES} 家企业。", "/entries")
        for position, entry in enumerate(self.entries):
            check_entry(entry, f"/entries/{position}")
        check_day(self.first_day, "/first_day")
        check_day(self.last_day, "/last_day")
        return ResultDraft(
            id=uuid4(),
            policy_id=self.policy_id,
            title=self.title.strip(),
            entries=tuple(self.entries),
            contact=self.contact,
            first_day=self.first_day,
            last_day=self.last_day,
            updated_at=clock.now(),
            updated_by=principal.subject,
        )


async def draft_results(unit: Unit, clock: Clock, principal: Principal, command: DraftResults) -> ResultDraft:
    """Begin a list under a policy that is live."""
    department = acting_department(principal, *DRAFTERS)
    policy = await unit.policies.get(command.policy_id, department=department)
    if policy.live is None:
        raise Conflict("这项政策没有在执行，不能公示结果。")
    draft = command.draft(principal, clock)
    await unit.result_drafts.add(draft)
    return draft


async def edit_results(
    unit: Unit, clock: Clock, principal: Principal, target: tuple[UUID, int], command: DraftResults
) -> ResultDraft:
    """Write the list anew; `target` is its id and the version read. Raises Conflict for an old one."""
    draft_id, version = target
    department = acting_department(principal, *DRAFTERS)
    draft = await unit.result_drafts.lock(draft_id, department=department)
    edited = draft.edited(command.draft(principal, clock), version)
    await unit.result_drafts.save(edited)
    return edited


async def discard_results(unit: Unit, principal: Principal, draft_id: UUID) -> ResultDraft:
    """Throw the draft away."""
    department = acting_department(principal, *DRAFTERS)
    draft = await unit.result_drafts.lock(draft_id, department=department)
    await unit.result_drafts.drop(draft_id)
    return draft
