"""`python -m benchmarks.matching [--quick] [--json] [--only NAME]`: every measurement, each in its own file.

A measurement is a module with `measure(quick: bool) -> Results`. A new one is added to `MEASUREMENTS`.
"""

import importlib
import sys
import traceback
from typing import Final

from benchmarks.harness import Bar, Results, note, parser, report
from benchmarks.matching.picture import draw

MEASUREMENTS: Final = (
    "policy_to_all",
    "enterprise_to_all",
    "restarting",
    "durable",
    "surviving",
    "importing",
)
"""Modules of this package, in the order in which they run."""


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--only", choices=MEASUREMENTS, action="append", help="leave the others out")
    chosen = options.parse_args()
    results = Results()
    for name in chosen.only or MEASUREMENTS:
        note(f"── {name}")
        try:
            measured = importlib.import_module(f"benchmarks.matching.{name}").measure(chosen.quick)
        except Exception:  # noqa: BLE001 (what the others measured is not lost with it)
            note(traceback.format_exc())
            measured = Results(bars=[Bar(f"{name} could be measured", 0, "times", 1, at_most=False)])
        results.figures |= measured.figures
        results.bars += measured.bars
    draw(results.figures)
    return report(results, as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
