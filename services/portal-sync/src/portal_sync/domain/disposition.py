"""What a channel does with the address of a withdrawn policy: gone, replaced or moved."""

from enum import StrEnum

from portal_sync.domain.source import Withdrawal
from shared.events import WithdrawalKind


class Disposition(StrEnum):
    """`gone`: nothing stands in its place; `replaced`: the text stays readable, and something newer is in
    force; `moved`: what it said is now in another policy."""

    GONE = "gone"
    REPLACED = "replaced"
    MOVED = "moved"


def disposition_of(withdrawal: Withdrawal) -> Disposition:
    """Tell what became of the address. Without a successor there is nowhere to go on to."""
    if withdrawal.successor is None or withdrawal.kind is WithdrawalKind.RETRACTED:
        return Disposition.GONE
    return Disposition.MOVED if withdrawal.kind is WithdrawalKind.MERGED else Disposition.REPLACED
