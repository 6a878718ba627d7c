"""Strict JSON, and the line of a node."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.criteria.loading import NotJsonError, line_of, load_strict


@pytest.mark.parametrize(
    "text", ["", "{", "[1,]", "NaN", "[-Infinity]", '{"a":1,"a":2}', "[" * 100_000, "1" * 5000]
)
def test_refused(text: str) -> None:
    with pytest.raises(NotJsonError):
        load_strict(text)


def test_line_of_a_syntax_error() -> None:
    with pytest.raises(NotJsonError) as refused:
        load_strict('{\n"a": 1\n"b": 2}')
    assert refused.value.line == 3


def test_line_of_a_node() -> None:
    text = '{\n "all": [\n  {"manual": "[\\"x"},\n\n  {"not":\n   {"a/b": 1}}]}'
    assert line_of(text, "") == 1
    assert line_of(text, "/all/1") == 5
    assert line_of(text, "/all/1/not") == 6
    assert line_of(text, "/all/1/not/a~1b") == 6
    assert line_of(text, "/nowhere") == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@settings(deadline=None)
@given(json_values)
def test_any_document_can_be_walked(value: object) -> None:
    text = json.dumps(value, indent=1)
    assert line_of(text, "") == 1
    assert load_strict(text) == value
