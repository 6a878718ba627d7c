"""A data folder belongs to one running system, and its secrets stay."""

import os
from pathlib import Path

import pytest

from huiqi.datafolder import DataFolder
from huiqi.errors import Refused


def test_a_second_system_is_refused_and_told_where_the_first_runs(tmp_path: Path) -> None:
    first = DataFolder(tmp_path)
    first.take()
    first.announce("http://127.0.0.1:8080")
    with pytest.raises(Refused, match=r"http://127\.0\.0\.1:8080"):
        DataFolder(tmp_path).take()


def test_a_released_folder_can_be_taken_again(tmp_path: Path) -> None:
    first = DataFolder(tmp_path)
    first.take()
    first.release()
    DataFolder(tmp_path).take()


def test_a_killed_system_is_not_reported_as_running(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(
        '{"address": "x", "public_url": "x", "pid": 4194303, "started_at": ""}'
    )
    assert DataFolder(tmp_path).running() is None


def test_a_running_system_is_found(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.take()
    folder.announce("http://127.0.0.1:9")
    running = DataFolder(tmp_path).running()
    assert running is not None
    assert (running.address, running.pid) == ("http://127.0.0.1:9", os.getpid())


def test_secrets_are_kept_and_private(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.take()
    made = folder.secrets()
    assert folder.secrets() == made
    assert len(set(made.values())) == len(made)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="cannot be used"):
        DataFolder(tmp_path / "file" / "data").take()
