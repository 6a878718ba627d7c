"""What is wrong with a value, as a Chinese sentence and a place: pydantic's errors for people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_SENTENCES: Final = {
    "missing": "缺少这一项。",
    "extra_forbidden": "没有这一项，请删去。",
    "string_type": "应当是文字。",
    "string_too_short": "至少要有 {min_length} 个字符。",
    "string_too_long": "最多 {max_length} 个字符。",
    "string_pattern_mismatch": "格式不正确。",
    "string_unicode": "含有无法识别的字符。",
    "bool_type": "应当是“是”或“否”。",
    "bool_parsing": "应当是“是”或“否”。",
    "int_type": "应当是整数。",
    "int_parsing": "应当是整数。",
    "int_parsing_size": "数字过大。",
    "int_from_float": "应当是整数。",
    "float_type": "应当是数字。",
    "float_parsing": "应当是数字。",
    "finite_number": "应当是有限的数字。",
    "decimal_type": "应当是数字。",
    "decimal_parsing": "应当是数字。",
    "decimal_max_digits": "数字的位数过多。",
    "decimal_max_places": "最多 {decimal_places} 位小数。",
    "decimal_whole_digits": "数字过大。",
    "greater_than": "应当大于 {gt}。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than": "应当小于 {lt}。",
    "less_than_equal": "不能大于 {le}。",
    "date_type": "应当是日期，例如 2026-04-17。",
    "date_parsing": "应当是日期，例如 2026-04-17。",
    "date_from_datetime_parsing": "应当是日期，例如 2026-04-17。",
    "date_from_datetime_inexact": "应当是日期，不带时间。",
    "datetime_type": "应当是带时区的时间，例如 2026-04-17T09:00:00+08:00。",
    "datetime_parsing": "应当是带时区的时间，例如 2026-04-17T09:00:00+08:00。",
    "datetime_from_date_parsing": "应当是带时区的时间，例如 2026-04-17T09:00:00+08:00。",
    "timezone_aware": "时间应当带时区，例如 2026-04-17T09:00:00+08:00。",
    "uuid_type": "编号格式不正确。",
    "uuid_parsing": "编号格式不正确。",
    "uuid_version": "编号格式不正确。",
    "enum": "不是可选的值。可选：{expected}。",
    "literal_error": "不是可选的值。可选：{expected}。",
    "union_tag_invalid": "种类不正确。可选：{expected_tags}。",
    "union_tag_not_found": "没有写明种类。",
    "too_short": "至少要有 {min_length} 项。",
    "too_long": "最多 {max_length} 项。",
    "list_type": "应当是一组值。",
    "tuple_type": "应当是一组值。",
    "set_type": "应当是一组值。",
    "dict_type": "应当是一个对象。",
    "model_type": "应当是一个对象。",
    "model_attributes_type": "应当是一个对象。",
    "dataclass_type": "应当是一个对象。",
    "json_invalid": "不是有效的 JSON。",
    "url_parsing": "网址格式不正确。",
    "url_scheme": "网址应当以 {expected_schemes} 开头。",
    "url_type": "网址格式不正确。",
    "url_too_long": "网址过长。",
}
_OTHER: Final = "这一项的值不符合要求。"
_PLACES: Final = frozenset({"path", "query", "header", "cookie"})


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong, and where: a JSON pointer into the body, or the name of a parameter."""

    detail: str
    pointer: str = ""
    parameter: str = ""

    def document(self) -> dict[str, str]:
        """Return the member of a problem's `errors`."""
        place = {"pointer": self.pointer, "parameter": self.parameter}
        return {"detail": self.detail, **{name: text for name, text in place.items() if text}}


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Translate pydantic's errors, with the place they name in the request."""
    return [_field_error(error) for error in errors]


def form_errors(errors: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Translate pydantic's errors for a form: the first sentence for each field, by the field's name."""
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(str(error["loc"][0]) if error["loc"] else "", sentence(error))
    return found


def sentence(error: Mapping[str, Any]) -> str:
    """Say one pydantic error in Chinese. A validator's own message is taken as it is where it is Chinese."""
    context = dict(error.get("ctx") or {})
    for name in ("expected", "expected_tags"):
        if name in context:
            # pydantic lists choices as English does.
            context[name] = re.sub(r",? or |, ", "、", str(context[name])).replace("'", "")
    if error["type"] in {"value_error", "assertion_error"}:
        message = str(context.get("error", ""))
        return message if message and not message.isascii() else _OTHER
    try:
        return _SENTENCES.get(error["type"], _OTHER).format_map(context)
    except KeyError:
        return _OTHER


def pointer(steps: Sequence[str | int]) -> str:
    """Return a JSON pointer as a URI fragment (RFC 6901, section 6), without percent-encoding Chinese."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _field_error(error: Mapping[str, Any]) -> FieldError:
    place, *steps = error["loc"] or ("body",)
    if place in _PLACES:
        return FieldError(sentence(error), parameter=str(steps[0]) if steps else str(place))
    if error["type"] == "json_invalid":
        return FieldError(sentence(error), pointer="#")
    return FieldError(sentence(error), pointer=pointer(steps))
