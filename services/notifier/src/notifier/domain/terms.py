"""What of a policy matters to whoever files, and what a revision changed of it."""

from collections.abc import Iterator
from typing import Any, Self

from shared.events import PolicyPublished, Tier
from shared.events.base import Contract

MOST_ITEMS = 10


class Terms(Contract):
    """What an enterprise gets, what it hands in, and where. Windows are told of by themselves."""

    amount_text: str = ""
    tiers: tuple[Tier, ...] = ()
    materials: tuple[str, ...] = ()
    file_at: str = ""

    @classmethod
    def of(cls, event: PolicyPublished) -> Self:
        """Return the terms that a published revision has."""
        benefit = event.content.benefit
        if benefit is None:
            return cls()
        item = benefit.service_item
        return cls(
            amount_text=benefit.amount_text,
            tiers=benefit.tiers,
            materials=benefit.materials,
            file_at=item.url if item else "",
        )


def changes(was: Terms, now: Terms) -> list[dict[str, Any]]:
    """Return what changed, each as facts that a letter puts into words; nothing where nothing matters."""
    return list(_changes(was, now))


def _changes(was: Terms, now: Terms) -> Iterator[dict[str, Any]]:
    if was.amount_text != now.amount_text:
        yield {"what": "amount", "was": was.amount_text, "now": now.amount_text}
    elif was.tiers != now.tiers:
        yield {"what": "tiers"}
    added = [item for item in now.materials if item not in was.materials]
    dropped = [item for item in was.materials if item not in now.materials]
    if added:
        yield {"what": "materials_added", "items": added[:MOST_ITEMS]}
    if dropped:
        yield {"what": "materials_dropped", "items": dropped[:MOST_ITEMS]}
    if was.file_at != now.file_at:
        yield {"what": "file_at"}
