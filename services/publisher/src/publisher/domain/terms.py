"""The periods that a department's rules set."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """`urgent_review`: working days for the reviews that follow an emergency publication; `withheld`: days
    after which a decision not to disclose (不予公开) is looked at again.
    """

    urgent_review: int = 5
    withheld: int = 365
