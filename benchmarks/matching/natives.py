"""Peers that are programs of their own: built when their tools are here, asked through files."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.harness import note
from benchmarks.matching.policies import Tree
from benchmarks.matching.positive import formula, is_number, words_of
from matcher.domain.deriving import Known
from shared.criteria.catalogue import FACTS

_HERE: Final = Path(__file__).parent
_BUILD: Final = Path(__file__).parents[2] / "build"


def build_natives() -> dict[str, list[str]]:
    """The commands of the peers that could be built; says which are absent, and why."""
    found = {}
    for name, tool, build in (("atree", "cargo", _build_atree), ("lucene", "mvn", _build_lucene)):
        if shutil.which(tool) is None:
            note(f"absent: {name} ({tool} is not installed)")
            continue
        try:
            found[name] = build()
        except subprocess.CalledProcessError as error:
            note(f"absent: {name} could not be built: {error.stderr.decode(errors='replace')[-500:]}")
    return found


def ask_native(command: list[str], trees: Sequence[Tree], profiles: Sequence[Known]) -> dict[str, Any]:
    """Microseconds and the number of eligible policies for each profile."""
    with TemporaryDirectory(prefix="huiqi-bench-") as name:
        folder = Path(name)
        paths = [folder / each for each in ("facts.json", "policies.jsonl", "profiles.jsonl")]
        paths[0].write_text(json.dumps({name: is_number(name) for name in FACTS}))
        paths[1].write_text("".join(f"{json.dumps(formula(tree))}\n" for tree in trees))
        paths[2].write_text(
            "".join(f"{json.dumps({name: words_of(name, known) for name in FACTS})}\n" for known in profiles)
        )
        done = subprocess.run([*command, *map(str, paths)], check=True, capture_output=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _build_atree() -> list[str]:
    target = _BUILD / "bench-atree"
    manifest = _HERE / "atree" / "Cargo.toml"
    subprocess.run(
        [
            "cargo",
            "build",
            "--quiet",
            "--release",
            "--locked",
            "--manifest-path",
            manifest,
            "--target-dir",
            target,
        ],
        check=True,
        capture_output=True,
    )
    return [str(target / "release" / "huiqi-bench-atree")]


def _build_lucene() -> list[str]:
    target = _BUILD / "bench-lucene"
    subprocess.run(
        ["mvn", "-q", "-B", "-f", _HERE / "lucene" / "pom.xml", f"-Dbuild={target}", "package"],
        check=True,
        capture_output=True,
    )
    return ["java", "-cp", f"{target}/classes:{target}/lib/*", "huiqi.MonitorBench"]
