"""What becomes of applications in the run: three enterprises file, and one list of results is announced."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from huiqi.demo.tasks import Task
from huiqi.sample.showcase import showcase_enterprises
from shared.calendar import add_working_days
from shared.clock import SHANGHAI


@dataclass(frozen=True)
class Filing:
    """A member's application under a policy, and the states that it passes through."""

    member: str
    slug: str
    states: tuple[str, ...]


FILINGS: Final = (
    Filing("zhilan", "rd-subsidy", ("received", "accepted", "under_review", "approved")),
    Filing("shanghe", "above-scale-retail", ("received", "supplement_required")),
    Filing("jingheng", "digital-diagnosis", ("received", "accepted")),
)
ANNOUNCED: Final = "above-scale-retail"


async def file_applications(tasks: dict[str, Task]) -> int:
    """Hand in the progress of every application; return how many steps were refused."""
    refused = 0
    for filing in FILINGS:
        task = tasks[filing.slug]
        if task.policy["live"] is not None:
            refused += await task.department.hand_in_progress(_steps(filing, task))
    return refused


async def announce_results(tasks: dict[str, Task]) -> None:
    """Announce who gets the first-listing award, the restaurant among them."""
    task = tasks[ANNOUNCED]
    winner = showcase_enterprises()["shanghe"]
    entry = {"enterprise_name": winner.name, "credit_code": winner.credit_code, "amount_yuan": "100000"}
    contact = {"name": "商业发展科", "phone": "021-52560010"}
    title = "普陀区商贸企业首次纳统奖励拟支持名单公示"
    await task.department.announce(task.policy, {"title": title, "entries": [entry], "contact": contact})


def _steps(filing: Filing, task: Task) -> list[dict[str, Any]]:
    # From the moment of publication, so that the same steps in a later run are the same steps.
    published = datetime.fromisoformat(task.policy["live"]["published_at"])
    due = add_working_days(published.astimezone(SHANGHAI).date(), 5).isoformat()
    return [
        {
            "application_id": f"DEMO-{filing.slug}-{filing.member}",
            "policy_id": task.id,
            "credit_code": showcase_enterprises()[filing.member].credit_code,
            "state": state,
            "occurred_at": (published + timedelta(milliseconds=number)).isoformat(),
            "due_on": due if state == "supplement_required" else None,
            "note": "请补充上年度利润表。" if state == "supplement_required" else "",
        }
        for number, state in enumerate(filing.states)
    ]
