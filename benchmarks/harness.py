"""What every benchmark has: figures, bars that they must stay under, a ceiling or peer of the same run."""

import argparse
import json
import re
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Bar:
    """A figure with the bound that an issue named for it; `at_most` False turns the bound around."""

    name: str
    value: float
    unit: str
    bound: float
    at_most: bool = True

    @property
    def holds(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound


@dataclass
class Results:
    """The figures of a run by name, units in the names, and the bars."""

    figures: dict[str, Any] = field(default_factory=dict)
    bars: list[Bar] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        bars = [{**asdict(bar), "holds": bar.holds} for bar in self.bars]
        for bar in bars:
            del bar["at_most"]
        return {"figures": self.figures, "bars": bars}

    def as_text(self) -> str:
        lines = [f"{name:<44} {_shown(value)}" for name, value in self.figures.items()]
        lines += [
            f"{'holds' if bar.holds else 'BROKEN':<7} {bar.name}: {_shown(bar.value)} {bar.unit}, "
            f"bound {_shown(bar.bound)}"
            for bar in self.bars
        ]
        return "\n".join(lines)


def server_settings() -> dict[str, str]:
    """PostgreSQL's settings on a server, as `docker-compose.yml` has them; the embedded one has others."""
    compose = (Path(__file__).parents[1] / "docker-compose.yml").read_text(encoding="utf-8")
    return dict(re.findall(r"-c (\w+)=(\w+)", compose))


def percentiles(name: str, milliseconds: Sequence[float]) -> dict[str, float]:
    """Return p50, p90, p99 and the most of a series as figures."""
    ordered = sorted(milliseconds)
    return {
        f"{name}_p50_ms": round(statistics.median(ordered), 2),
        f"{name}_p90_ms": round(_at(ordered, 0.9), 2),
        f"{name}_p99_ms": round(_at(ordered, 0.99), 2),
        f"{name}_max_ms": round(ordered[-1], 2),
    }


def _at(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the series does not exceed."""
    return ordered[min(len(ordered) - 1, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return the options that all benchmarks have."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--quick", action="store_true", help="within 60 seconds, with fewer samples")
    made.add_argument("--json", action="store_true", help="figures and bars as JSON on standard output")
    return made


def report(results: Results, *, as_json: bool) -> int:
    """Print the results; return the exit code, 1 where a bar is broken."""
    print(json.dumps(results.as_json(), ensure_ascii=False) if as_json else results.as_text())
    return 0 if all(bar.holds for bar in results.bars) else 1


def note(text: str) -> None:
    """Tell on standard error what is going on."""
    print(text, file=sys.stderr, flush=True)


def _shown(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
