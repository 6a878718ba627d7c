"""What a department may read of the applications under its policies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from publisher.domain.applications import Application
from publisher.domain.policies import Policy
from publisher.domain.progress_imports import ImportLine, ProgressImport
from publisher.handlers.access import reading_scope
from publisher.handlers.filing_ports import ApplicationPage, ApplicationQuery, ApplicationStep
from publisher.handlers.ports import Unit
from shared.events import ApplicationState
from shared.identity import Principal

_RECENT_IMPORTS: Final = 5


@dataclass(frozen=True)
class ApplicationsView:
    """A policy's applications: a page of them, how many there are in each state, files taken in lately."""

    policy: Policy
    page: ApplicationPage
    counts: Mapping[ApplicationState, int]
    overdue: int
    imports: Sequence[ImportLine]


async def list_applications(unit: Unit, principal: Principal, query: ApplicationQuery) -> ApplicationPage:
    """Applications under a policy that the person may see; raises NotFound for another's policy."""
    await unit.policies.get(query.policy_id, department=reading_scope(principal))
    return await unit.filings.page(query)


async def view_applications(
    unit: Unit, principal: Principal, query: ApplicationQuery, *, today: date, overdue: bool
) -> ApplicationsView:
    """Everything that the page of a policy's applications shows."""
    policy = await unit.policies.get(query.policy_id, department=reading_scope(principal))
    query = replace(query, overdue_on=today if overdue else None)
    return ApplicationsView(
        policy=policy,
        page=await unit.filings.page(query),
        counts=await unit.filings.count_by_state(policy.id),
        overdue=await unit.filings.count_overdue(policy.id, today),
        imports=await unit.filings.recent_imports(policy.id, _RECENT_IMPORTS),
    )


async def read_application(
    unit: Unit, principal: Principal, policy_id: UUID, application_id: str
) -> tuple[Policy, Application, Sequence[ApplicationStep]]:
    """One application with its steps, oldest first; raises NotFound."""
    policy = await unit.policies.get(policy_id, department=reading_scope(principal))
    application = await unit.filings.one(policy_id, application_id)
    return policy, application, await unit.filings.steps_of(application_id)


async def read_import(
    unit: Unit, principal: Principal, policy_id: UUID, import_id: UUID
) -> tuple[Policy, ProgressImport]:
    """What became of a file; raises NotFound."""
    policy = await unit.policies.get(policy_id, department=reading_scope(principal))
    return policy, await unit.filings.get_import(policy_id, import_id)
