"""What a mail server's reply means (RFC 5321, RFC 3463)."""

import re
from typing import Final

from notifier.domain.retry import NotNow, Outcome, Refused

_PERMANENT: Final = 500
# The account is wrong, or the server shuts down or is too busy: ours or the provider's, not the recipient's.
_PROVIDERS_OWN: Final = frozenset({421, 454, 530, 534, 535, 538})
_NO_SUCH_MAILBOX: Final = frozenset({550, 551, 553, 556})
_ENHANCED: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Bad mailbox, system or address; mailbox disabled. Not: full (5.2.2), policy (5.7), content (5.6).
_DEAD: Final = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})


def classified(code: int, said: str, *, recipient: bool) -> Outcome:
    """Return what a reply means for a delivery. `recipient`: it was about the recipient, not the mail."""
    reason = f"SMTP {code}: {said[:200]}"
    if code in _PROVIDERS_OWN:
        return NotNow(reason, provider=True)
    if code < _PERMANENT:
        return NotNow(reason)
    dead = recipient and is_dead(code, said)
    return Refused(reason, gone=dead, suppress=dead)


def is_dead(code: int | None, said: str) -> bool:
    """Tell whether a permanent failure is about an address that is no good, now or later."""
    if found := _ENHANCED.search(said):
        return found[0] in _DEAD
    return code in _NO_SUCH_MAILBOX
