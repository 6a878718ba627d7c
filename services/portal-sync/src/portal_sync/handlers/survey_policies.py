"""What could I file for? A visitor's answers go to the matcher and are kept by nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from portal_sync.domain.surveying import Survey


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """What was said, what is not known, which fact to ask again, and which policies to tell of.

    Of each group, or of one, at most `limit` policies are told.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    unknown: Sequence[str] = ()
    asked: str = ""
    group: str | None = None
    offset: int = 0
    limit: int = 0


class Surveys(Protocol):
    """Judges answers; the matcher does."""

    async def survey(self, question: SurveyQuestion) -> Survey:
        """Return where everything stands that can be filed for today. Raises Outside."""
