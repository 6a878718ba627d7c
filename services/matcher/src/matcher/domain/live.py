"""Every policy that enterprises are matched with: each taken apart, and all of them turned around."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from matcher.domain.deriving import Known, derive
from matcher.domain.engine import ReverseIndex
from matcher.domain.judging import Rules
from matcher.domain.matching import Decision, StoredMatch, decide
from matcher.domain.population import Policy, Profile
from shared.events import Verdict


class Live:
    """Live policies. Not safe for several threads at once."""

    def __init__(self) -> None:
        self._rules: dict[UUID, Rules] = {}
        self._index: ReverseIndex[UUID] = ReverseIndex()

    def put(self, policy: Policy) -> None:
        """Take in a revision, or let go of a policy that is not live any more."""
        if policy.is_live:
            rules = self._rules[policy.policy_id] = Rules(policy)
            self._index.put(policy.policy_id, rules.tree)
        else:
            self._rules.pop(policy.policy_id, None)
            self._index.drop(policy.policy_id)

    def get(self, policy_id: UUID) -> Rules | None:
        """A policy's criteria, None where it is not live."""
        return self._rules.get(policy_id)

    def rules(self) -> Collection[Rules]:
        """All of them."""
        return self._rules.values()

    def decide(
        self, profiles: Iterable[Profile], stored: Iterable[StoredMatch], today: date
    ) -> list[Decision]:
        """What there is to write of some profiles, given all matches that these have.

        The index chooses the policies, the plain evaluator has the last word on each and proves it.
        """
        before: dict[str, dict[UUID, StoredMatch]] = {}
        for match in stored:
            before.setdefault(match.credit_code, {})[match.policy_id] = match
        decisions = []
        for profile in profiles:
            known, told = derive(profile.facts or {}), before.get(profile.credit_code, {})
            for rules in self._to_judge(known, told, today):
                held = told.get(rules.policy.policy_id)
                if decision := decide(rules, profile, known, held, today):
                    decisions.append(decision)
        return decisions

    def _to_judge(self, known: Known, told: Mapping[UUID, StoredMatch], today: date) -> Iterator[Rules]:
        """Policies whose verdict is another, or is still open and may lack something else now."""
        found = self._index.verdicts(known, today)
        eligible = set(found.eligible)
        was_eligible = {key for key, match in told.items() if match.verdict is Verdict.ELIGIBLE}
        was_open = {key for key, match in told.items() if match.verdict is not Verdict.INELIGIBLE}
        for key in (eligible | was_open).union(found.undetermined) - (was_eligible & eligible):
            if rules := self._rules.get(key):
                yield rules
