"""What operators see of the whole: every service's state, or in a sentence why it cannot be told."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal_sync.handlers.ports import Outside, ServiceOperations

SERVICES: Final = ("publisher", "matcher", "notifier", "portal")


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One service: its status as it says itself, or the sentence why not."""

    service: str
    status: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""

    @property
    def lag(self) -> int | None:
        """Events not yet read on all topics; None where the broker has not told."""
        lags: list[int | None] = [topic.get("lag") for topic in self.topics]
        known = [lag for lag in lags if lag is not None]
        return sum(known) if len(known) == len(lags) else None

    @property
    def topics(self) -> Sequence[Mapping[str, Any]]:
        topics = self.status.get("topics", [])
        return topics if isinstance(topics, list) else []

    @property
    def dead(self) -> int:
        return int(self.status.get("dead", 0))

    @property
    def settled(self) -> bool:
        """Whether nothing waits and nothing is dead."""
        waiting = int(self.status.get("outbox_unsent", 0)) + int(self.status.get("parked", 0))
        return not self.problem and waiting == 0 and self.dead == 0 and self.lag == 0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A service's check of an invariant."""

    service: str
    invariant: int
    name: str
    checked: int
    breaches: Sequence[str]


async def watch_services(operations: ServiceOperations, credentials: Mapping[str, str]) -> list[ServiceState]:
    """Ask every service at once."""
    return list(await asyncio.gather(*(_state(operations, name, credentials) for name in SERVICES)))


async def gather_checks(
    operations: ServiceOperations, credentials: Mapping[str, str]
) -> tuple[list[CheckResult], dict[str, str]]:
    """Ask every service for its evidence; return the checks by invariant, and who did not answer."""
    answers = await asyncio.gather(
        *(operations.evidence(name, credentials) for name in SERVICES), return_exceptions=True
    )
    checks: list[CheckResult] = []
    silent: dict[str, str] = {}
    for service, answer in zip(SERVICES, answers, strict=True):
        if isinstance(answer, Outside):
            silent[service] = str(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            checks += [_check(service, check) for check in answer.get("checks", [])]
    return sorted(checks, key=lambda check: (check.invariant, check.service)), silent


async def _state(operations: ServiceOperations, service: str, credentials: Mapping[str, str]) -> ServiceState:
    try:
        return ServiceState(service, await operations.status(service, credentials))
    except Outside as problem:
        return ServiceState(service, problem=str(problem))


def _check(service: str, check: Mapping[str, Any]) -> CheckResult:
    return CheckResult(
        service,
        int(check.get("invariant", 0)),
        str(check.get("name", "")),
        int(check.get("checked", 0)),
        [str(breach) for breach in check.get("breaches", [])],
    )
