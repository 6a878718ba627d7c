"""What of the publisher can be rebuilt: the receipt, which others' events say."""

from typing import Final

from shared.service import Rebuild

REBUILD: Final = Rebuild(
    topics=("huiqi.channels", "huiqi.matches", "huiqi.notifications"),
    statements=("TRUNCATE receipt_channel, receipt_drift, receipt_match, receipt_message",),
)
