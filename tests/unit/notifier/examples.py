"""Values that the notifier's unit tests speak of."""

from notifier.domain.changes import Change
from notifier.domain.samples import BRIEF, CODE, POLICY, REASONS, WINDOW, WITHDRAWAL
from notifier.domain.samples import sample as stored
from shared.events import Verdict

__all__ = ["BRIEF", "CODE", "POLICY", "REASONS", "WINDOW", "WITHDRAWAL", "change", "stored"]


def change(revision: int, verdict: Verdict, code: str = CODE) -> Change:
    return Change(
        credit_code=code,
        enterprise_name="芷兰科技有限公司",
        revision=revision,
        profile_revision=1,
        verdict=verdict,
    )
