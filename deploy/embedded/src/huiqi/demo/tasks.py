"""What the run has to bring live: the sample's policies and the documents beside the project, alike."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from huiqi.api import Api
from huiqi.demo.desks import Department, Policy
from huiqi.demo.shared_data import SharedDocument
from huiqi.sample.policies import SamplePolicy, SampleWithdrawal


@dataclass
class Task:
    """One policy of the run. `first` brings its first revision live; `policy` is its state so far."""

    slug: str
    department: Department
    first: Callable[[], Awaitable[Policy]]
    channels: tuple[str, ...]
    criteria: list[dict[str, Any] | None]
    revised: dict[str, Any] | None = None
    disclosure: str = "active"
    withdrawal: SampleWithdrawal | None = None
    policy: Policy = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.policy["policy_id"])

    async def publish(self) -> None:
        self.policy = await self.first()

    async def revise(self) -> None:
        """Bring the second revision live where the run has one and it is not live yet."""
        if self.revised is None or self.policy["withdrawal"] is not None:
            return
        if self.policy["draft"] is None and self.policy["last_revision"] < 2:
            self.policy = await self.department.redraft(
                self.id, self.revised, self.disclosure, list(self.channels)
            )
        self.policy = await self.department.bring_live(self.policy)


def task_of_sample(api: Api, sample: SamplePolicy) -> Task:
    """Return the task of a policy of the sample."""
    department = Department(api, sample.department)

    async def first() -> Policy:
        policy = await department.find(sample.content["document_number"])
        if policy is None:
            policy = await department.draft(sample.content, sample.disclosure, list(sample.channels))
        return await department.bring_live(policy) if policy["live"] is None else policy

    criteria = [sample.content.get("criteria")]
    if sample.revised is not None:
        criteria.append(sample.revised.get("criteria"))
    return Task(
        sample.slug,
        department,
        first,
        sample.channels,
        criteria,
        revised=sample.revised,
        disclosure=sample.disclosure,
        withdrawal=sample.withdrawal,
    )


def task_of_document(api: Api, document: SharedDocument) -> Task:
    """Return the task of a document beside the project: imported, completed by an editor, published."""
    department = Department(api, document.department)

    async def first() -> Policy:
        number = document.document_number
        policy = await department.find(number) if number else None
        if policy is None:
            policy = await department.import_document(document.file.name, document.file.read_bytes())
        draft = policy["draft"]
        if draft is not None and draft["state"] == "draft":
            content = document.completed(draft["content"])
            policy = await department.redraft(policy["policy_id"], content, "active", document.channels)
        return await department.bring_live(policy)

    criteria = [document.known["criteria"]] if document.known else []
    return Task(document.file.stem, department, first, tuple(document.channels), list(criteria))
