"""The bulk engine: everybody under one policy, and one enterprise under every policy.

    engine = Engine()
    engine.put(number, derive(facts))     # dense numbers from 0; drop(number) forgets
    verdicts = engine.judge(tree, as_of)  # of everybody: verdicts.eligible, .undetermined (BitMap)
    verdicts.missing, verdicts.manual_review    # what is open, by fact; worked out when asked for
    engine.known(number)                        # the profile back from the columns

Trees are validated (`shared.criteria.validate`), profiles derived (`matcher.domain.deriving.derive`). The
verdicts are those of the plain evaluator, `matcher.domain.verdicts.judge_profile`, one by one.
"""

from matcher.domain.engine.columns import Saved
from matcher.domain.engine.forward import Engine, StaleVerdictsError, Verdicts

__all__ = ["Engine", "Saved", "StaleVerdictsError", "Verdicts"]
