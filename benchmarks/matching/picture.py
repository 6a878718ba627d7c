"""The figures of a run as tables and a plot: build/matching.md, and with matplotlib build/matching.svg."""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.harness import note

_FOLDER: Final = Path(__file__).parents[2] / "build"
_FIGURE: Final = re.compile(r"(policy|enterprise)_to_(\d+[kM]?)_([a-z]+(?:_[a-z_]+)?)_p50_(ms|us)")
_MEMORY: Final = re.compile(r"(engine)_(\d+[kM]?)_MB")
_FACTORS: Final = {"": 1, "k": 1000, "M": 1_000_000}
_TITLES: Final = {
    "policy": "one policy over so many enterprises, p50 ms",
    "enterprise": "one enterprise under so many policies, p50 ms",
}

Series = dict[str, dict[int, float]]


def draw(figures: Mapping[str, Any]) -> None:
    """Write what there is to compare; the growth of cost is the slope of a line."""
    found = _series(figures)
    if not found:
        return
    _FOLDER.mkdir(exist_ok=True)
    tables = [_table(_TITLES[direction], series) for direction, series in found.items()]
    if memory := _memory(figures):
        tables.append(_table("memory for so many enterprises, MB", memory))
    text = "\n\n".join(tables)
    (_FOLDER / "matching.md").write_text(text + "\n", encoding="utf-8")
    note(f"table: {_FOLDER / 'matching.md'}")
    try:
        _plot(found)
    except ImportError:
        note("absent: matplotlib, so no plot (make bench-peers installs it)")


def _series(figures: Mapping[str, Any]) -> dict[str, Series]:
    """Milliseconds by direction, engine and size."""
    found: dict[str, Series] = {}
    for name, value in figures.items():
        if matched := _FIGURE.fullmatch(name):
            direction, size, engine, unit = matched.groups()
            series = found.setdefault(direction, defaultdict(dict))
            series[engine][_count(size)] = value if unit == "ms" else value / 1000
    return found


def _memory(figures: Mapping[str, Any]) -> Series:
    """Megabytes by engine and size."""
    found: Series = defaultdict(dict)
    for name, value in figures.items():
        if matched := _MEMORY.fullmatch(name):
            found[matched[1]][_count(matched[2])] = value
    return found


def _count(size: str) -> int:
    return int(size.rstrip("kM")) * _FACTORS[size.lstrip("0123456789")]


def _table(title: str, series: Series) -> str:
    sizes = sorted({size for measured in series.values() for size in measured})
    lines = [
        f"| {title} | {' | '.join(f'{size:,}' for size in sizes)} | growth |",
        "|---" * (len(sizes) + 2) + "|",
    ]
    for engine, measured in series.items():
        cells = [f"{measured[size]:.3f}" if size in measured else "" for size in sizes]
        growth = measured[max(measured)] / measured[min(measured)]
        lines.append(
            f"| {engine} | {' | '.join(cells)} | ×{growth:.1f} for ×{max(measured) / min(measured):.0f} |"
        )
    return "\n".join(lines)


def _plot(found: dict[str, Series]) -> None:
    import matplotlib as mpl  # noqa: PLC0415 (only where it is installed)

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(1, len(found), figsize=(6 * len(found), 5), squeeze=False)
    for axis, (direction, series) in zip(axes[0], found.items(), strict=True):
        for engine, measured in series.items():
            sizes = sorted(measured)
            axis.plot(sizes, [measured[size] for size in sizes], marker="o", label=engine)
        axis.set(xscale="log", yscale="log", title=_TITLES[direction])
        axis.legend()
    figure.tight_layout()
    figure.savefig(_FOLDER / "matching.svg")
    note(f"plot: {_FOLDER / 'matching.svg'}")
