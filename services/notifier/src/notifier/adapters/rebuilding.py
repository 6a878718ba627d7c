"""What of the notifier can be rebuilt: what it knows, not what it said and was told by people."""

from typing import Final

from notifier.handlers.rebuilding import REBUILT_TOPICS
from shared.service import Rebuild

REBUILD: Final = Rebuild(
    topics=REBUILT_TOPICS, statements=("TRUNCATE policy, policy_revision, standing, application",)
)
