"""What a department has to see to, first on its console."""

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.handlers.access import reading_scope
from publisher.handlers.calendar_ports import Expiring, Planned
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.identity import Principal


@dataclass(frozen=True)
class Deadlines:
    """Publications that did not happen at their moment, and policies that lapse within six months."""

    overdue: Sequence[Planned]
    expiring: Sequence[Expiring]


async def read_deadlines(unit: Unit, clock: Clock, principal: Principal) -> Deadlines:
    """The department's; every department's for operators."""
    scope = reading_scope(principal)
    return Deadlines(
        overdue=await unit.calendar.overdue(clock.now(), scope),
        expiring=await unit.calendar.reminders(clock.today(), scope),
    )
