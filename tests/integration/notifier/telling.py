"""What tests of telling do with a desk: let errands run, let go what is held, read what was sent."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from notifier.adapters.letters import JinjaLetters
from notifier.domain.letter import Letter
from notifier.domain.retry import Dropped
from notifier.entrypoints.subscriptions import subscriptions
from notifier.entrypoints.telling import BundleLoop, ErrandLoop
from notifier.entrypoints.workers import Bell
from notifier.handlers.word import word_of
from shared.events import EndpointKind, MatchesChanged
from tests.integration.notifier.desk import Desk, eligible

LETTERS = JinjaLetters("https://huiqi.example.com")
GATHER = timedelta(seconds=5)


class GatheringDesk(Desk):
    """A desk whose mail waits some seconds for more to go with it, as it does in production."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.tools = replace(self.tools, gather=GATHER)
        for subscription in subscriptions(self.tools):
            self._handlers.update(subscription.handlers)
            self._batch_handlers.update(subscription.batch_handlers)

    def match(self, *codes: str) -> MatchesChanged:
        """Another policy that fits enterprises."""
        return self.matches(eligible(*codes)).model_copy(update={"policy_id": uuid4()})


async def run_errands(desk: Desk, after: timedelta = timedelta(0)) -> int:
    desk.clock.advance(after)
    return await ErrandLoop(desk.database, desk.tools, Bell()).settle()


async def let_go(desk: Desk, after: timedelta = GATHER) -> int:
    """Let go what is held, some time later; return for how many endpoints."""
    desk.clock.advance(after)
    return await BundleLoop(desk.database, desk.tools).step()


def mails(desk: Desk) -> list[Letter]:
    """What was sent by mail, in words."""
    words = [
        word_of(parcel, LETTERS, desk.clock.today())
        for parcel in desk.recorder.sent
        if parcel.endpoint.kind is EndpointKind.EMAIL
    ]
    return [word for word in words if not isinstance(word, Dropped)]
