"""Many profiles put at once are as if they had been put one after another."""

import random
from typing import Final

from matcher.domain.deriving import derive
from matcher.domain.engine import Engine
from tests.support.criteria import AS_OF, contract_cases, random_profile

CHOOSE: Final = random.Random(5)
PROFILES: Final = [derive(random_profile(CHOOSE)) for _ in range(2000)]


def verdicts(engine: Engine) -> list[tuple[list[int], list[int]]]:
    found = (engine.judge(case["criteria"], AS_OF[0]) for case in contract_cases())
    return [(list(each.eligible), list(each.undetermined)) for each in found]


def test_many_at_once_are_as_one_by_one() -> None:
    together, singly = Engine(), Engine()
    for first in range(0, 2000, 500):
        several = list(enumerate(PROFILES[first : first + 500], start=first // 2))
        together.put_all(several)
        for number, known in several:
            singly.put(number, known)
        # Asked in between, so that what is kept has to be repaired or forgotten.
        assert verdicts(together) == verdicts(singly)
    together.put_all([])
    assert [together.known(number) for number in range(1250)] == [
        singly.known(number) for number in range(1250)
    ]
