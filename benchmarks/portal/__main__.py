"""How fast and how well the portal shows, mirrors and finds policies.

`python -m benchmarks.portal [--quick] [--json] [--only NAME …]`: runs every module of this package that has a
`measure(*, quick)`, in the order of their names, and joins their figures and bars.
"""

import importlib
import pkgutil
import sys
from pathlib import Path

from benchmarks.harness import Results, note, parser, report


def main() -> int:
    """Measure; 1 where a bar is broken."""
    options = parser(__doc__)
    options.add_argument("--only", nargs="+", default=(), metavar="NAME", help="only these measurements")
    chosen = options.parse_args()
    joined = Results()
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("_") or (chosen.only and module.name not in chosen.only):
            continue
        measure = getattr(importlib.import_module(f"benchmarks.portal.{module.name}"), "measure", None)
        if measure is None:
            continue
        note(module.name)
        results = measure(quick=chosen.quick)
        joined.figures |= {f"{module.name}_{name}": value for name, value in results.figures.items()}
        joined.bars += results.bars
    return report(joined, as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
