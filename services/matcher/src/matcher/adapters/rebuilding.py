"""What of the matcher can be rebuilt: policies and profiles as last matched.

Verdicts, their numbers and proofs stay, because they say what was told: the newest policy and the newest
profile are judged again, and only a verdict that comes out differently is news. Numbers of profiles stay,
since the sets of verdicts name them. Tombstones stay, because nothing says again what a removed enterprise's
matches were numbered up to, nor what a withdrawn policy had said.
"""

from typing import Final

from shared.service import Rebuild

REBUILD: Final = Rebuild(
    topics=("huiqi.policies", "huiqi.enterprises"),
    statements=(
        # First, so that whoever is matching ends before and nobody begins. The numbers of policies' changes
        # start again, and with them what every process keeps in memory.
        "UPDATE matching_shard SET policies_until = 0, epoch = gen_random_uuid()",
        "DELETE FROM matching_clock",
        "DELETE FROM policy WHERE NOT withdrawn",
        "UPDATE policy SET change = 0",
        "UPDATE profile SET facts = NULL, name = ''",
    ),
    newest_only=True,
)
