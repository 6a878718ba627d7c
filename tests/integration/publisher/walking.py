"""A policy that people and days act on, one thing after another, on a real database."""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from publisher.adapters.unit import SqlUnits
from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.policies import Policy
from publisher.domain.reviews import Decision, next_step
from publisher.domain.states import Action
from publisher.handlers.create_policy import CreatePolicy, create_policy
from publisher.handlers.edit_draft import EditDraft, edit_draft
from publisher.handlers.expire_policies import lapse_due
from publisher.handlers.ports import Unit
from publisher.handlers.publish_due import publish_due
from publisher.handlers.publish_policy import publish_policy
from publisher.handlers.publish_urgently import PublishUrgently, publish_urgently
from publisher.handlers.record_review import RecordReview, record_review
from publisher.handlers.revise_policy import revise_policy
from publisher.handlers.schedule_policy import SchedulePolicy, cancel_schedule, schedule_policy
from publisher.handlers.submit_for_review import recall_from_review, submit_for_review
from publisher.handlers.withdraw_policy import WithdrawPolicy, withdraw_policy
from shared.events import WithdrawalKind
from shared.identity import Principal
from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR, PUBLISHER, REVIEWERS, benefit_content

# What somebody tries, by the action of the table that it is; and what days bring by themselves.
TRIED = {
    "edit": Action.EDIT,
    "hide": Action.EDIT,
    "submit": Action.SUBMIT,
    "approve": Action.REVIEW,
    "return": Action.REVIEW,
    "recall": Action.RECALL,
    "schedule": Action.SCHEDULE,
    "unschedule": Action.UNSCHEDULE,
    "publish": Action.PUBLISH,
    "publish_urgently": Action.PUBLISH_URGENTLY,
    "revise": Action.REVISE,
    "withdraw": Action.WITHDRAW,
}
DAYS = ("an hour", "half a year")


@dataclasses.dataclass
class Walk:
    """One policy and its office; `who` is whoever tries an act."""

    office: Office
    policy_id: UUID

    @classmethod
    async def begin(cls, office: Office) -> "Walk":
        content = DraftContent.model_validate(benefit_content(expires_on="2027-11-23"))
        command = CreatePolicy(content, DisclosureDecision(Disclosure.ACTIVE))
        async with SqlUnits(office.database)() as unit:
            policy = await create_policy(unit, office.clock, EDITOR, command)
        return cls(office, policy.id)

    async def policy(self) -> Policy:
        async with SqlUnits(self.office.database)() as unit:
            return await unit.policies.get(self.policy_id, department=None)

    async def facts(self) -> dict[str, int]:
        """What the tables hold: rows by kind, and how much was said."""
        counts = """
            SELECT (SELECT count(*) FROM outbox) AS outbox,
              (SELECT count(*) FROM history) AS history,
              (SELECT last_revision FROM policy WHERE id = :id) AS last_revision,
              coalesce(sum(version), 0) AS versions,
              count(*) FILTER (WHERE state = 'live') AS live,
              count(*) FILTER (WHERE state IN
                ('draft', 'in_review', 'returned', 'approved', 'scheduled')) AS open
            FROM revision WHERE policy_id = :id
        """
        async with self.office.database.transaction() as session:
            row = (await session.execute(text(counts), {"id": self.policy_id})).mappings().one()
        return {name: int(value) for name, value in row.items()}

    def who(self, act: str, policy: Policy) -> Principal:
        if TRIED[act] is Action.REVIEW:
            revision = policy.open or policy.live
            step = next_step(revision.reviews) if revision else None
            return REVIEWERS[("first", "second", "final").index(step) if step else 0]
        publishes = {
            Action.SCHEDULE,
            Action.UNSCHEDULE,
            Action.PUBLISH,
            Action.PUBLISH_URGENTLY,
            Action.WITHDRAW,
        }
        return PUBLISHER if TRIED[act] in publishes else EDITOR

    async def attempt(self, act: str, policy: Policy) -> None:
        """Try it in one transaction; raises Refusal where the rules refuse."""
        async with SqlUnits(self.office.database)() as unit:
            await self._use_case(act, policy, self.who(act, policy))(unit)

    async def pass_time(self, name: str) -> None:
        """Let time go by, and the workers look."""
        self.office.clock.advance(timedelta(hours=1) if name == "an hour" else timedelta(days=183))
        units = SqlUnits(self.office.database)
        await publish_due(units, self.office.clock)
        await lapse_due(units, self.office.clock)

    def _use_case(self, act: str, policy: Policy, who: Principal) -> Callable[[Unit], Awaitable[object]]:
        clock, policy_id = self.office.clock, self.policy_id
        match act:
            case "edit" | "hide":
                revision = policy.open or policy.shown
                hidden = Disclosure.ON_REQUEST if act == "hide" else Disclosure.ACTIVE
                words = f"概述{revision.version}。"
                content = DraftContent.model_validate(
                    benefit_content(expires_on="2027-11-23", summary=words, published_on=None)
                )
                edit = EditDraft(policy_id, revision.version, content, DisclosureDecision(hidden))
                return lambda unit: edit_draft(unit, clock, who, edit)
            case "approve" | "return":
                revision = policy.open or policy.shown
                step = next_step(revision.reviews) or "final"
                decision = Decision.APPROVE if act == "approve" else Decision.RETURN
                review = RecordReview(policy_id, step, decision, "请核对。", proofread=True)  # type: ignore[arg-type]
                return lambda unit: record_review(unit, clock, who, review)
            case "schedule":
                moment = SchedulePolicy(policy_id, clock.now() + timedelta(minutes=30))
                return lambda unit: schedule_policy(unit, clock, who, moment)
            case "publish_urgently":
                urgent = PublishUrgently(policy_id, "防汛应急，来不及先审。", 5)
                return lambda unit: publish_urgently(unit, clock, who, urgent)
            case "withdraw":
                gone = WithdrawPolicy(policy_id, WithdrawalKind.REPEALED, "不再适用。")
                return lambda unit: withdraw_policy(unit, clock, who, gone)
            case _:
                simple = _SIMPLE[act]
                return lambda unit: simple(unit, clock, who, policy_id)


_SIMPLE = {
    "submit": submit_for_review,
    "recall": recall_from_review,
    "unschedule": cancel_schedule,
    "publish": publish_policy,
    "revise": revise_policy,
}
