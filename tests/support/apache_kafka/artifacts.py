"""Apache Kafka's jars, resolved by Maven into `build/` once for each version."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

_POM: Final = Path(__file__).with_name("pom.xml")
_CACHE: Final = Path(__file__).parents[3] / "build" / "apache-kafka"
_ATTEMPTS: Final = 3


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
    _CACHE.mkdir(parents=True, exist_ok=True)
    # Test processes run side by side, and neither Maven's repository nor our folder takes two writers.
    with (_CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _fetch(folder)
    return f"{folder}/*"


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise RuntimeError("Tests on Apache Kafka need Maven to fetch it: install maven.")
    unfinished = folder.with_suffix(".unfinished")
    command = [maven, "-q", "-B", "-f", str(_POM), "dependency:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={unfinished}"]
    for attempt in range(1, _ATTEMPTS + 1):
        shutil.rmtree(unfinished, ignore_errors=True)
        finished = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if finished.returncode == 0:
            unfinished.rename(folder)
            return
        said = [line for line in (finished.stdout + finished.stderr).splitlines() if "[ERROR]" in line]
        # Maven says what went wrong first, and then how to ask it for more.
        print(f"Maven cannot fetch Apache Kafka (attempt {attempt}): {' / '.join(said[:3])}", file=sys.stderr)
    raise RuntimeError(f"Maven cannot fetch Apache Kafka: {' / '.join(said[:3])}")
