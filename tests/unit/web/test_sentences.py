"""Pydantic's errors as Chinese sentences with a place."""

from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator

from shared.web.sentences import FieldError, field_errors, form_errors, pointer


class _Form(BaseModel):
    count: int = Field(default=1, ge=1)
    day: date | None = None
    kind: Literal["a", "b"] = "a"
    own: str = ""

    @field_validator("own")
    @classmethod
    def _chinese(cls, value: str) -> str:
        if value == "bad":
            raise ValueError("这是我们自己的话。")
        if value == "english":
            raise ValueError("not for people")
        return value


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"count": "x"}, {"count": "应当是整数。"}),
        ({"count": 0}, {"count": "不能小于 1。"}),
        ({"day": "tomorrow"}, {"day": "应当是日期，例如 2026-04-17。"}),
        ({"kind": "c"}, {"kind": "不是可选的值。可选：a、b。"}),
        ({"own": "bad"}, {"own": "这是我们自己的话。"}),
        ({"own": "english"}, {"own": "这一项的值不符合要求。"}),
    ],
)
def test_each_field_gets_a_sentence(typed: dict[str, object], errors: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        _Form.model_validate(typed)
    assert form_errors(caught.value.errors()) == errors


def test_a_place_in_the_body_is_a_pointer() -> None:
    error = {"type": "missing", "loc": ("body", "content", 0, "a/b"), "msg": ""}
    assert field_errors([error]) == [FieldError("缺少这一项。", pointer="#/content/0/a~1b")]


def test_a_place_outside_the_body_is_a_parameter() -> None:
    error = {"type": "int_parsing", "loc": ("query", "page"), "msg": ""}
    assert field_errors([error]) == [FieldError("应当是整数。", parameter="page")]


def test_tilde_and_slash_are_escaped_in_a_pointer() -> None:
    assert pointer(["~", "/"]) == "#/~0/~1"


def test_an_error_of_a_kind_that_nobody_knows_still_has_a_sentence() -> None:
    assert form_errors([{"type": "new_in_pydantic_9", "loc": ("x",), "msg": ""}]) == {
        "x": "这一项的值不符合要求。"
    }
