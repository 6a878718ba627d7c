"""What of the matcher can be rebuilt: policies and profiles as last matched, and the proof of each match.

Verdicts and their numbers stay, because they say what was told: the newest policy and the newest profile are
judged again, and only a verdict that comes out differently is news. Tombstones stay, because nothing says
again what a removed enterprise's matches were numbered up to, nor what a withdrawn policy had said.
"""

from typing import Final

from shared.service import Rebuild

REBUILD: Final = Rebuild(
    topics=("huiqi.policies", "huiqi.enterprises"),
    statements=(
        "DELETE FROM policy WHERE NOT withdrawn",
        "UPDATE policy SET change = 0",
        "DELETE FROM profile WHERE facts IS NOT NULL AND match_floor = 0",
        "UPDATE profile SET facts = NULL, name = '', change = 0",
        # Older than any revision: whatever is judged again is written again.
        ("UPDATE match SET policy_revision = 0, profile_revision = 0 WHERE NOT jsonb_exists(proof, 'ended')"),
        # The numbers of turns start again, and with them what every process keeps in memory.
        "DELETE FROM matching_clock",
    ),
    newest_only=True,
)
