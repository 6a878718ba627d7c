"""Named places where a test may kill the process, to see that nothing is lost and nothing done twice.

`HUIQI_CRASH_AT=name` kills it the first time it gets there, `name:3` the third time. Without the variable,
`reach` does nothing.
"""

import os
import signal
from collections import Counter
from typing import Final

_reached: Counter[str] = Counter()
_name, _, _times = os.environ.get("HUIQI_CRASH_AT", "").partition(":")
CRASH_AT: Final = _name
CRASH_ON_VISIT: Final = int(_times or 1)


def reach(name: str) -> None:
    """Die by SIGKILL if this is where a test wants it."""
    if name != CRASH_AT:
        return
    _reached[name] += 1
    if _reached[name] >= CRASH_ON_VISIT:
        os.kill(os.getpid(), signal.SIGKILL)
