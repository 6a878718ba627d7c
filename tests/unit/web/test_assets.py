"""Files under addresses that change with their content."""

from pathlib import Path

import pytest

from shared.web.assets import Assets


def _assets(folder: Path, content: str) -> Assets:
    (folder / "a.css").write_text(content, encoding="utf-8")
    return Assets(folder)


def test_another_content_has_another_address(tmp_path: Path) -> None:
    assert _assets(tmp_path, "a").url("a.css") != _assets(tmp_path, "b").url("a.css")


def test_the_same_content_keeps_its_address(tmp_path: Path) -> None:
    assert _assets(tmp_path, "a").url("a.css") == _assets(tmp_path, "a").url("a.css")


def test_a_name_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match=r"missing\.js"):
        _assets(tmp_path, "a").url("missing.js")
