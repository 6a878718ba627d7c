"""Generated documents are the ones that the code would generate."""

import re
from pathlib import Path

import pytest

from tests.contracts.documents import PACKAGES, asyncapi_document, events_document

DOCS = Path(__file__).parents[2] / "docs"


def test_the_list_of_events_is_current() -> None:
    assert (DOCS / "events.md").read_text(encoding="utf-8") == events_document(), "run `make contracts`"


@pytest.mark.parametrize("service", PACKAGES)
def test_the_asyncapi_document_is_current(service: str) -> None:
    written = (DOCS / "asyncapi" / f"{service}.json").read_text(encoding="utf-8")
    assert written == asyncapi_document(service), "run `make contracts`"


def test_every_invariant_names_tests_that_exist() -> None:
    root = DOCS.parent
    text = (DOCS / "invariants.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)] == list(range(1, 13))
    for path, _, name in re.findall(r"`(tests/[\w/]+\.py)(::(\w+))?`", text):
        source = (root / path).read_text(encoding="utf-8")
        assert f"def {name}(" in source if name else "def test_" in source, f"{path}::{name}"
