"""What of the portal can be rebuilt: everything but the number by which cached pages are checked."""

from typing import Final

from shared.service import Rebuild

REBUILD: Final = Rebuild(
    topics=("huiqi.policies",),
    statements=(
        "TRUNCATE source, entry, announcement",
        # A page that somebody keeps must not pass for one made of empty tables.
        "UPDATE site_version SET version = version + 1",
    ),
)
