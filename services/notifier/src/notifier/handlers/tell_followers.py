"""Something that enterprises follow was published: they are told, unless it fits them and they know."""

from notifier.domain.errands import Errand
from notifier.domain.kinds import MessageKind, Told
from notifier.domain.message import Message
from notifier.handlers.ports import Desk
from notifier.handlers.tell import tell


async def tell_followers(desk: Desk, errand: Errand) -> None:
    """Tell those who follow its theme, department, words or the policy itself, and by which of them."""
    if errand.policy_id is None or errand.revision is None:
        return
    policy = await desk.store.policies.peek(errand.policy_id)
    if policy is None or policy.withdrawn:
        return
    interests: dict[str, str] = errand.details.get("followers", {})
    known = await desk.store.standings.lock(errand.policy_id, list(interests))
    matched = {code for code, standing in known.items() if standing.told is Told.ELIGIBLE}
    gone = await desk.store.enterprises.gone(list(interests))
    await tell(
        desk,
        [
            Message(
                credit_code=code,
                policy_id=errand.policy_id,
                policy_revision=errand.revision,
                kind=MessageKind.FOLLOWED,
                occasion=f"r{errand.revision}",
                details={"interest": interest, "revision_number": errand.revision},
            )
            for code, interest in interests.items()
            if code not in matched and code not in gone
        ],
    )
