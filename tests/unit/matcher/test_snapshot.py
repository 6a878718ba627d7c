"""An engine that comes back from disk answers as the one that was saved, or not at all."""

import random
from pathlib import Path

import pytest

from matcher.domain.deriving import derive
from matcher.domain.engine import Engine, snapshot
from matcher.domain.engine.snapshot import UnusableSnapshotError
from tests.support.criteria import AS_OF, contract_cases, random_profile

CHOOSE = random.Random(7)
PROFILES = [derive(random_profile(CHOOSE)) for _ in range(300)]


@pytest.fixture
def saved(tmp_path: Path) -> tuple[Engine, Path]:
    engine = Engine()
    for number, known in enumerate(PROFILES[:250]):
        engine.put(number, known)
    engine.drop(3)
    path = tmp_path / "shard-1.engine"
    snapshot.save(engine, path, {"until": 42})
    return engine, path


def test_comes_back_and_goes_on(saved: tuple[Engine, Path]) -> None:
    engine, path = saved
    restored, said = snapshot.load(path)
    assert said == {"until": 42}
    assert list(path.parent.iterdir()) == [path]
    for each in (engine, restored):
        for number, known in enumerate(PROFILES[200:], start=200):
            each.put(number, known)
        each.put(0, PROFILES[9])
    assert [restored.known(number) for number in range(300)] == [
        engine.known(number) for number in range(300)
    ]
    for case in contract_cases():
        expected, found = (each.judge(case["criteria"], AS_OF[0]) for each in (engine, restored))
        assert (found.eligible, found.undetermined) == (expected.eligible, expected.undetermined)


@pytest.mark.parametrize("spoiled", ["magic", "head", "column", "short", "empty"])
def test_a_damaged_one_is_refused(saved: tuple[Engine, Path], spoiled: str) -> None:
    _, path = saved
    octets = bytearray(path.read_bytes())
    places = {"magic": 3, "head": 60, "column": len(octets) - 5}
    if spoiled in places:
        octets[places[spoiled]] ^= 255
    else:
        del octets[{"short": len(octets) // 2, "empty": 0}[spoiled] :]
    path.write_bytes(octets)
    with pytest.raises(UnusableSnapshotError):
        snapshot.load(path)
