"""The bulk engine: everybody under one policy, and one enterprise under every policy.

    engine = Engine()
    engine.put(number, derive(facts))     # dense numbers from 0; drop(number) forgets
    verdicts = engine.judge(tree, as_of)  # of everybody: verdicts.eligible, .undetermined (BitMap)
    verdicts.missing, verdicts.manual_review    # what is open, by fact; worked out when asked for
    engine.known(number)                        # the profile back from the columns

    snapshot.save(engine, path, said)       # matcher.domain.engine.snapshot; said is the caller's JSON
    engine, said = snapshot.load(path)      # UnusableSnapshotError: read the profiles again

    index = ReverseIndex[UUID]()
    index.put(policy_id, tree)              # again to replace; drop(policy_id) forgets
    found = index.verdicts(known, as_of)    # of one profile: found.eligible, .undetermined (lists of keys)

Trees are validated (`shared.criteria.validate`), profiles derived (`matcher.domain.deriving.derive`). The
verdicts are those of the plain evaluator, `matcher.domain.verdicts.judge_profile`, one by one.
"""

from matcher.domain.engine.columns import Saved
from matcher.domain.engine.forward import Engine, StaleVerdictsError, Verdicts
from matcher.domain.engine.reverse import ReverseIndex, ReverseVerdicts

__all__ = ["Engine", "ReverseIndex", "ReverseVerdicts", "Saved", "StaleVerdictsError", "Verdicts"]
