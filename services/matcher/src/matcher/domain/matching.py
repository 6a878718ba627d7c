"""What a policy and a profile have to do with each other now, and what of it is new."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json

from matcher.domain.deriving import Known
from matcher.domain.judging import Judged, Rules, ended_text, proof_text
from matcher.domain.population import Policy, Profile
from shared.events import MatchChange, Verdict


class StoredMatch(NamedTuple):
    """A match as it was last written. `results` are those of its proof, a letter for each leaf."""

    policy_id: UUID
    credit_code: str
    verdict: Verdict
    revision: int
    profile_revision: int
    results: str | None = None


class Decision(NamedTuple):
    """A match to write, its proof as JSON.

    `change` is what to tell, a `MatchChange` as JSON; None where only the proof moved on.
    """

    policy: Policy
    profile: Profile
    verdict: Verdict
    revision: int
    proof: str
    is_new: bool
    change: str | None = None


def decide(
    rules: Rules, profile: Profile, known: Known, before: StoredMatch | None, as_of: date
) -> Decision | None:
    """One profile under one policy; None where there is nothing to write.

    A proof says by what an enterprise was told; it stays as it is while the verdict does. Only of a verdict
    that is still open it moves on with the profile, because it names what is missing.
    """
    judged = rules.judged(known, as_of)
    verdict = judged.outcome.judgement.verdict
    if before is None:
        if verdict is Verdict.INELIGIBLE:
            return None
        revision, previous = profile.match_floor + 1, None
    elif before.verdict is verdict:
        if verdict is not Verdict.UNDETERMINED or before.results == judged.results:
            return None
        return Decision(rules.policy, profile, verdict, before.revision, proof_text(judged, as_of), False)
    else:
        revision, previous = before.revision + 1, before.verdict
    change = _change(rules, profile, judged, revision, previous)
    return Decision(
        rules.policy, profile, verdict, revision, proof_text(judged, as_of), before is None, change
    )


def retract(policy: Policy, profile: Profile, before: StoredMatch, as_of: date) -> Decision:
    """The policy is withdrawn, or nobody files for it any more: nobody is eligible."""
    change = MatchChange(
        credit_code=profile.credit_code,
        enterprise_name=profile.name,
        revision=before.revision + 1,
        profile_revision=before.profile_revision,
        verdict=Verdict.INELIGIBLE,
        previous=before.verdict,
    )
    why = "withdrawn" if policy.withdrawn else "without_criteria"
    return Decision(
        policy,
        profile,
        Verdict.INELIGIBLE,
        change.revision,
        ended_text(why, as_of),
        False,
        change.model_dump_json(),
    )


def _change(rules: Rules, profile: Profile, judged: Judged, revision: int, previous: Verdict | None) -> str:
    """Put together from text: see `Rules.reasons_text`."""
    outcome = judged.outcome
    code, name = to_json(profile.credit_code).decode(), to_json(profile.name).decode()
    before = f'"{previous.value}"' if previous else "null"
    return (
        f'{{"credit_code":{code},"enterprise_name":{name},"revision":{revision},'
        f'"profile_revision":{profile.revision},"verdict":"{outcome.judgement.verdict.value}",'
        f'"previous":{before},"reasons":{rules.reasons_text(judged)},{outcome.open_text}'
    )
