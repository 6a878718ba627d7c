"""A policy was published in a revision: its terms and windows are learnt, and who is to hear of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.errands import TELL_AFTER, Errand, ErrandKind
from notifier.domain.interests import Subject
from notifier.domain.policy import brief_of
from notifier.domain.terms import Terms
from notifier.handlers.learn_policy import learn_policy
from notifier.handlers.ports import Desk, Tools
from shared.events import PolicyPublished
from shared.messaging.inbox import is_again
from shared.telemetry import current_traceparent


async def policy_published(session: AsyncSession, event: PolicyPublished, *, tools: Tools) -> None:
    """Learn the revision. Who becomes eligible by it is the matcher's to say.

    What else there is to say waits until the matcher has: whoever is eligible no longer need not hear of a
    new amount, whoever became eligible hears of that alone.
    """
    desk = tools.desk(session)
    await learn_policy(desk, event.policy_id, event.revision, brief_of(event))
    await desk.store.policies.set_terms(event.policy_id, event.revision, Terms.of(event))
    if is_again(session):
        return
    errands = [_errand(event, ErrandKind.REVISED)] if event.revision > 1 else []
    if followers := await _followers(desk, event):
        errands.append(_errand(event, ErrandKind.FOLLOWED, followers=followers))
    await desk.store.errands.add(errands, desk.clock.now() + TELL_AFTER)


async def _followers(desk: Desk, event: PolicyPublished) -> dict[str, str]:
    """Of a first publication all who follow what it is about, of a revision those of the policy itself."""
    content = event.content
    subject = Subject(event.policy_id, "", (), "")
    if event.revision == 1:
        departments = (content.issuer.code, *(joint.code for joint in content.joint_issuers))
        text = "\n".join((content.title, content.summary, *content.keywords, content.body))
        subject = Subject(event.policy_id, content.theme, departments, text)
    return await desk.store.people.interests.followers(subject)


def _errand(event: PolicyPublished, kind: ErrandKind, **details: object) -> Errand:
    return Errand(
        kind,
        policy_id=event.policy_id,
        revision=event.revision,
        traceparent=current_traceparent(),
        details=details,
    )
