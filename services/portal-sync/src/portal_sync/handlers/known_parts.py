"""What was found equal to the source, so that it is compared again only once something in it has changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from portal_sync.domain.routing import ChannelRule


class KnownParts:
    """Remembers for each channel the fingerprints of the parts that were equal under its rule."""

    def __init__(self) -> None:
        self._equal: dict[ChannelRule, dict[str, str]] = defaultdict(dict)

    def others(self, rule: ChannelRule, fingerprints: Mapping[str, str]) -> Sequence[str]:
        """Return the parts that have to be compared."""
        equal = self._equal[rule]
        return [part for part, fingerprint in fingerprints.items() if equal.get(part) != fingerprint]

    def note_equal(self, rule: ChannelRule, part: str, fingerprint: str) -> None:
        """Remember that a part is as it must be while its fingerprint stays."""
        self._equal[rule][part] = fingerprint
