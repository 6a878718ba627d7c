"""Letters to readers of the gazette, by SMTP; each can be ended with one click (RFC 8058)."""

from collections.abc import Callable
from uuid import UUID

from notifier.adapters.providers.email import Foot, SmtpServer, compose, hand_in
from notifier.domain.gazette import DueLetter, LetterKind
from notifier.domain.letter import Letter
from notifier.domain.retry import Outcome
from shared.clock import Clock


class GazettePost:
    """Implements `gazette_ports.Post`. `end_address` returns the whole address that ends a subscription."""

    def __init__(
        self, server: SmtpServer, sender: str, end_address: Callable[[UUID], str], *, clock: Clock
    ) -> None:
        self._server = server
        self._sender = sender
        self._end_address = end_address
        self._clock = clock

    async def post(self, due: DueLetter, letter: Letter) -> Outcome:
        """Hand the letter in."""
        end = self._end_address(due.subscriber_id)
        foot = Foot("不想收到" if due.kind is LetterKind.CONFIRM else "退订", end)
        mail = compose(self._sender, due.address, due.id, letter, foot=foot, at=self._clock.now())
        mail["List-Unsubscribe"] = f"<{end}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return await hand_in(self._server, mail)
