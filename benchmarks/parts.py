"""Benchmarks of several parts: every module of a package that has a `measure(*, quick: bool) -> Results`."""

import importlib
import pkgutil

from benchmarks.harness import Results, note, parser, report


def run_parts(package: str, doc: str | None) -> int:
    """Measure the parts in the order of their names and join what they found; 1 where a bar is broken."""
    options = parser(doc)
    options.add_argument("--only", nargs="+", default=(), metavar="NAME", help="only these measurements")
    chosen = options.parse_args()
    joined = Results()
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if module.name.startswith("_") or (chosen.only and module.name not in chosen.only):
            continue
        measure = getattr(importlib.import_module(f"{package}.{module.name}"), "measure", None)
        if measure is None:
            continue
        note(module.name)
        results = measure(quick=chosen.quick)
        joined.figures |= {f"{module.name}_{name}": value for name, value in results.figures.items()}
        joined.bars += results.bars
    return report(joined, as_json=chosen.json)
