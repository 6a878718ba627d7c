"""What a parcel says at the moment it leaves: only what is still true, several things as one letter."""

from datetime import date

from notifier.domain.letter import Letter
from notifier.domain.read import Parcel, Part
from notifier.domain.retry import Dropped
from notifier.domain.truth import why_stale
from notifier.handlers.ports import Letters


def word_of(parcel: Parcel, letters: Letters, today: date) -> Letter | Dropped:
    """Return the letter, in the endpoint's language, or why there is nothing to say any more."""
    parts = [Part(parcel.stored, parcel.situation), *parcel.others]
    stale = [why_stale(part.stored.message, part.situation, today) for part in parts]
    true = [part.stored for part, reason in zip(parts, stale, strict=True) if reason is None]
    if not true:
        return Dropped(stale[0] or "nothing of it is true any more")
    if len(true) == 1:
        return letters.write(true[0], today, parcel.language)
    return letters.digest(true, today, parcel.language)
