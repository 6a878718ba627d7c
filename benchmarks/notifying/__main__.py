"""`python -m benchmarks.notifying [--quick] [--json] [--only NAME …]`: each measurement in its own file.

Every module of this package that has a `measure(*, quick: bool) -> Results` is one; they run in the order of
their names.
"""

import importlib
import pkgutil
import sys
from pathlib import Path

from benchmarks.harness import Results, note, parser, report


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--only", nargs="+", default=(), metavar="NAME", help="only these measurements")
    chosen = options.parse_args()
    results = Results()
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("_") or (chosen.only and module.name not in chosen.only):
            continue
        measure = getattr(importlib.import_module(f"benchmarks.notifying.{module.name}"), "measure", None)
        if measure is None:
            continue
        note(module.name)
        measured = measure(quick=chosen.quick)
        results.figures |= {f"{module.name}_{name}": value for name, value in measured.figures.items()}
        results.bars += measured.bars
    return report(results, as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
