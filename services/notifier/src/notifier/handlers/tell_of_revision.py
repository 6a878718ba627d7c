"""A policy was revised: whoever may still file is told what changes for it, where anything does."""

from notifier.domain.errands import Errand
from notifier.domain.kinds import MessageKind, Told
from notifier.domain.message import Message
from notifier.domain.terms import changes
from notifier.domain.windows import is_over
from notifier.handlers.ports import Desk
from notifier.handlers.tell import tell
from shared.events import Verdict


async def tell_of_revision(desk: Desk, errand: Errand) -> None:
    """Tell those who were told they are eligible under an earlier revision, and still are.

    By now the matcher has said who is not. Those who became eligible by this revision know its terms.
    """
    if errand.policy_id is None or errand.revision is None:
        return
    policy = await desk.store.policies.peek(errand.policy_id)
    was, now = await desk.store.policies.terms(errand.policy_id, errand.revision)
    if policy is None or policy.withdrawn or was is None or now is None:
        return
    changed = changes(was, now)
    if not changed or is_over(policy.windows, desk.clock.today()):
        return
    told = await desk.store.standings.lock_told_eligible(errand.policy_id)
    await tell(
        desk,
        [
            Message(
                credit_code=standing.credit_code,
                policy_id=errand.policy_id,
                policy_revision=errand.revision,
                kind=MessageKind.POLICY_REVISED,
                occasion=f"r{errand.revision}",
                details={"enterprise_name": standing.enterprise_name, "changes": changed},
            )
            for standing in told
            if standing.told is Told.ELIGIBLE
            and standing.verdict is Verdict.ELIGIBLE
            and standing.policy_revision < errand.revision
        ],
    )
