"""The run itself, told in the order in which it happens."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from huiqi.api import Api, ApiRefusedError
from huiqi.audit import audit
from huiqi.audit.settling import wait_until_settled
from huiqi.demo.arriving import compare
from huiqi.demo.expecting import Expectation, Expected
from huiqi.demo.filing import announce_results, file_applications
from huiqi.demo.shared_data import shared_documents
from huiqi.demo.summary import Summary
from huiqi.demo.table import as_csv
from huiqi.demo.tasks import Task, task_of_document, task_of_sample
from huiqi.progress import Steps
from huiqi.sample.enterprise import SampleEnterprise
from huiqi.sample.enterprises import sample_enterprises
from huiqi.sample.policies import sample_policies
from huiqi.sample.showcase import showcase_enterprises
from shared.clock import SystemClock

# Some policies meet enterprises that come later, the others meet those that are there: both directions.
_BEFORE_ENTERPRISES: Final = 6
_PATIENCE_SECONDS: Final = 90
_ENTERPRISES: Final = "/api/matcher/v1/enterprises"


async def perform(api: Api, steps: Steps) -> Summary:
    """Do the main job on the sample, from wherever an earlier run left it, and look what came of it.

    Raises ApiRefusedError where the system refuses what it should take.
    """
    began = time.monotonic()
    samples = [task_of_sample(api, sample) for sample in sample_policies(SystemClock().today())]
    documents = [task_of_document(api, document) for document in shared_documents()]
    await _publish(steps, "发布政策", samples[:_BEFORE_ENTERPRISES])
    enterprises = await _enterprises(api, steps)
    await _publish(steps, "发布政策", [*samples[_BEFORE_ENTERPRISES:], *documents])
    # Judged against profiles that are there: what the first revision matched is part of what is expected.
    await wait_until_settled(api, _PATIENCE_SECONDS)
    tasks = {task.slug: task for task in (*samples, *documents)}
    await _change(steps, tasks)
    refused = await file_applications(tasks)
    await announce_results(tasks)
    expecting = asyncio.create_task(asyncio.to_thread(_expected, enterprises, list(tasks.values())))
    with steps.step("等待送达", 1) as step:
        await wait_until_settled(api, _PATIENCE_SECONDS)
        step.finish()
    expected = await expecting
    await _open_one_message(api)
    report = await audit(api, patience=_PATIENCE_SECONDS)
    sample = frozenset(enterprise.credit_code for enterprise in enterprises)
    return Summary(
        address=api.address,
        published=len(tasks),
        documents=len(documents),
        revised=sum(task.revised is not None for task in samples),
        withdrawn=sum(task.withdrawal is not None for task in samples),
        enterprises=len(enterprises),
        expected=expected,
        refused_steps=refused,
        arrival=compare(list(tasks.values()), expected, sample, report.facts),
        members=await _inboxes(api),
        audit=report,
        seconds=time.monotonic() - began,
    )


async def _publish(steps: Steps, name: str, tasks: Sequence[Task]) -> None:
    with steps.step(name, len(tasks)) as step:
        for task in tasks:
            await task.publish()
            step.advance()


async def _enterprises(api: Api, steps: Steps) -> list[SampleEnterprise]:
    """Import the sample's enterprises unless they are there; return them as they are now."""
    enterprises = sample_enterprises()
    with steps.step(f"导入 {len(enterprises)} 家企业", 1) as step:
        if await _profile(api, enterprises[-1]) is None:
            await api.upload(f"{_ENTERPRISES}/import", "enterprises.csv", as_csv(enterprises))
        step.finish()
    # The people of these may have changed their profiles since an earlier run.
    people = {enterprise.credit_code for enterprise in showcase_enterprises().values()}
    return [
        (await _profile(api, each) or each) if each.credit_code in people else each for each in enterprises
    ]


async def _profile(api: Api, enterprise: SampleEnterprise) -> SampleEnterprise | None:
    try:
        held = await api.get(f"{_ENTERPRISES}/{enterprise.credit_code}")
    except ApiRefusedError as error:
        if error.status == 404:
            return None
        raise
    return SampleEnterprise(held["credit_code"], held["name"], held["facts"])


async def _change(steps: Steps, tasks: dict[str, Task]) -> None:
    changing = [task for task in tasks.values() if task.revised or task.withdrawal]
    with steps.step("修订与废止", len(changing)) as step:
        for task in changing:
            await task.revise()
            if task.withdrawal is not None:
                successor = tasks.get(task.withdrawal.successor or "")
                task.policy = await task.department.withdraw(
                    task.policy, task.withdrawal, successor.policy if successor else None
                )
            step.advance()


def _expected(enterprises: Sequence[SampleEnterprise], tasks: Sequence[Task]) -> dict[str, Expected]:
    expectation = Expectation(enterprises, SystemClock().today())
    return {
        task.slug: expectation.of(task.criteria, withdrawn=task.policy["withdrawal"] is not None)
        for task in tasks
    }


async def _open_one_message(api: Api) -> None:
    """One person reads one message, so that the receipts have something to show."""
    messages = (await api.get("/api/notifier/v1/messages", account="zhilan", limit=1))["items"]
    if messages:
        await api.post(f"/api/notifier/v1/messages/{messages[0]['id']}/open", account="zhilan")


async def _inboxes(api: Api) -> dict[str, dict[str, int]]:
    return {
        member: await api.get("/api/notifier/v1/messages/count", account=member)
        for member in showcase_enterprises()
    }
