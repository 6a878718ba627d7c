"""Apache Kafka's jars, resolved by Maven into `build/` once for each version."""

import hashlib
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

_POM: Final = Path(__file__).with_name("pom.xml")
_CACHE: Final = Path(__file__).parents[3] / "build" / "apache-kafka"


@cache
def java() -> str:
    """Return the path of Java; raises RuntimeError when there is none."""
    found = shutil.which("java")
    if found is None:
        raise RuntimeError(
            "Tests on Apache Kafka need Java 17 or later: install default-jre-headless and maven."
        )
    return found


@cache
def classpath() -> str:
    """Return the class path of the broker, fetching its jars if they are not in the cache.

    Raises RuntimeError with Maven's own words when they cannot be had.
    """
    version = hashlib.sha256(_POM.read_bytes()).hexdigest()[:12]
    folder = _CACHE / version
    if not folder.exists():
        _fetch(folder)
    return f"{folder}/*"


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise RuntimeError("Tests on Apache Kafka need Maven to fetch it: install maven.")
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [maven, "-q", "-B", "-f", str(_POM), "dependency:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={unfinished}"]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if finished.returncode != 0:
        said = " / ".join((finished.stdout + finished.stderr).strip().splitlines()[-5:])
        raise RuntimeError(f"Maven cannot fetch Apache Kafka: {said}")
    unfinished.rename(folder)
