"""What a department waits for when it writes, previews and hands in.

`python -m benchmarks.publishing [--quick] [--json] [--only NAME …]`: runs every module of this package that
has a `measure`, in the order of their names, and joins their figures and bars.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from benchmarks.harness import Results, note, parser, report

Measure = Callable[..., Results]


def measurements() -> Iterator[tuple[str, Measure]]:
    """Every measurement with its name."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("_"):
            continue
        measure = getattr(importlib.import_module(f"{__package__}.{module.name}"), "measure", None)
        if measure is not None:
            yield module.name, measure


def run(only: Collection[str], *, quick: bool) -> Results:
    """Run the named measurements, all of them where none is named."""
    joined = Results()
    for name, measure in measurements():
        if only and name not in only:
            continue
        note(name)
        results = measure(quick=quick)
        joined.figures |= {f"{name}_{figure}": value for figure, value in results.figures.items()}
        joined.bars += results.bars
    return joined


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--only", nargs="+", default=(), metavar="NAME", help="only these measurements")
    chosen = options.parse_args()
    return report(run(chosen.only, quick=chosen.quick), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
