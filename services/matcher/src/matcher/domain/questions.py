"""Which missing fact to ask for next: the one whose answer settles the most."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from matcher.domain.opportunities import Opportunity
from matcher.domain.population import Policy
from shared.criteria import FACTS


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask for. `settles` are policies that need nothing else, `helps` those that need more yet."""

    fact: str
    settles: tuple[Policy, ...]
    helps: tuple[Policy, ...]
    yuan: Decimal

    @property
    def label(self) -> str:
        """The fact as people call it."""
        return FACTS[self.fact].label

    @property
    def policies(self) -> int:
        """How many policies the answer is used for."""
        return len(self.settles) + len(self.helps)


def next_questions(undetermined: Iterable[Opportunity], skipped: Collection[str] = ()) -> list[Question]:
    """Every fact worth asking for, best first: settles most, then is worth most, then helps most.

    A policy is settled when nothing but a person's decision is left.
    """
    waiting = [one for one in undetermined if one.judgement.missing]
    counted = Counter(fact for one in waiting for fact in one.judgement.missing if fact not in skipped)
    return sorted((_question(fact, waiting) for fact in counted), key=_rank)


def _question(fact: str, waiting: list[Opportunity]) -> Question:
    concerned = [one for one in waiting if fact in one.judgement.missing]
    alone = [one for one in concerned if len(one.judgement.missing) == 1]
    others = [one for one in concerned if len(one.judgement.missing) > 1]
    return Question(
        fact,
        tuple(one.policy for one in alone),
        tuple(one.policy for one in others),
        sum((one.yuan for one in alone or others), Decimal(0)),
    )


def _rank(question: Question) -> tuple[int, Decimal, int, int]:
    place = list(FACTS).index(question.fact)
    return -len(question.settles), -question.yuan, -len(question.helps), place
