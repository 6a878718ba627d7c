"""The quick way to a canonical hash says what RFC 8785 says."""

import hashlib
from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.events import canonical_hash

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


@given(DOCUMENTS)
def test_every_document_hashes_as_the_reference_says(document: Any) -> None:
    try:
        canonical = rfc8785.dumps(document)
    except UnicodeEncodeError:
        return  # half a character as a key: no text that anybody could send
    assert canonical_hash(document) == f"sha256:{hashlib.sha256(canonical).hexdigest()}"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_as_in_javascript(number: float) -> None:
    canonical = rfc8785.dumps([number])
    assert canonical_hash([number]) == f"sha256:{hashlib.sha256(canonical).hexdigest()}"
