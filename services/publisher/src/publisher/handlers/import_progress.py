"""Take in a file of progress: the rows that are right together, the others with their reasons.

The rule is that of the API: rows are judged one by one in their order, all that are right are written in one
transaction, and a wrong one stops no other. The same file again changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from publisher.domain.applications import Progress
from publisher.domain.progress_imports import ProgressImport, RefusedRow
from publisher.handlers.access import acting_department
from publisher.handlers.ports import Unit
from publisher.handlers.progress_applications import CLERKS, progress_applications
from shared.clock import Clock
from shared.identity import Principal


@dataclass(frozen=True)
class ReadRow:
    """A row with what it says, None where its reason to be refused is known already."""

    row: RefusedRow
    item: Progress | None


@dataclass(frozen=True)
class ImportProgress:
    """A file about one policy."""

    policy_id: UUID
    file_name: str
    rows: Sequence[ReadRow]


async def import_progress(
    unit: Unit, clock: Clock, principal: Principal, command: ImportProgress
) -> ProgressImport:
    """Apply the rows and keep what became of them."""
    department = acting_department(principal, *CLERKS)
    await unit.policies.get(command.policy_id, department=department)
    items = [each.item for each in command.rows if each.item is not None]
    outcomes = iter(await progress_applications(unit, clock, principal, items))
    changed = unchanged = 0
    refused = []
    for each in command.rows:
        outcome = next(outcomes) if each.item is not None else None
        if outcome is None or not outcome.accepted:
            reason = outcome.reason if outcome else each.row.reason
            refused.append(RefusedRow(each.row.number, each.row.cells, reason))
        elif outcome.changed:
            changed += 1
        else:
            unchanged += 1
    done = ProgressImport(
        id=uuid4(),
        policy_id=command.policy_id,
        at=clock.now(),
        actor=principal.subject,
        actor_name=principal.name,
        file_name=command.file_name[:200],
        changed=changed,
        unchanged=unchanged,
        refused=refused,
    )
    await unit.filings.add_import(done)
    return done
