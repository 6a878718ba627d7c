"""Ids follow from what a message is about."""

from dataclasses import replace
from uuid import uuid4

import pytest

from notifier.domain.kinds import MessageKind
from notifier.domain.message import delivery_id
from tests.unit.notifier.examples import stored

MESSAGE = stored(MessageKind.DEADLINE, {}).message


def test_the_same_occasion_has_the_same_id() -> None:
    again = replace(MESSAGE, policy_revision=9, details={"other": "words"}, pushed=False)

    assert again.id == MESSAGE.id


@pytest.mark.parametrize(
    "changed",
    [
        {"credit_code": "91310107MA1G00002W"},
        {"policy_id": uuid4()},
        {"kind": MessageKind.OPENING},
        {"occasion": "r2"},
        {"offset": 3},
    ],
)
def test_another_occasion_has_another_id(changed: dict[str, object]) -> None:
    assert replace(MESSAGE, **changed).id != MESSAGE.id  # type: ignore[arg-type]


def test_a_delivery_keeps_its_id() -> None:
    endpoint = uuid4()

    assert delivery_id(MESSAGE.id, endpoint) == delivery_id(MESSAGE.id, endpoint)
    assert delivery_id(MESSAGE.id, endpoint) != delivery_id(MESSAGE.id, uuid4())
