"""The form of a collection: what was typed, read into what the use cases take."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, model_validator
from starlette.datastructures import FormData

from portal_sync.domain.listing import Filter
from portal_sync.domain.made_collection import MadeCollection
from portal_sync.domain.routing import BUSINESS, GOVERNMENT
from portal_sync.entrypoints.choices import INDUSTRIES, QUALIFICATIONS, SIZES
from portal_sync.handlers.edit_collections import BadCollectionError, Wording
from shared.vocabulary import BENEFIT_KINDS, DEPARTMENTS, GENRES, THEMES
from shared.web import form_errors

CHANNELS: Final = {"government": "政务频道", "business": "营商频道"}
# What can be chosen of each; the year and the amount are typed.
OPTIONS: Final[dict[str, Mapping[str, str]]] = {
    "theme": THEMES,
    "department": DEPARTMENTS,
    "genre": {genre: genre for genre in GENRES},
    "benefit": BENEFIT_KINDS,
    "industry": INDUSTRIES,
    "size": SIZES,
    "qualification": QUALIFICATIONS,
}
_CHOSEN: Final = (*OPTIONS, "year", "at_least_yuan")
_FIELDS: Final = ("title", "summary", "slug", "channel", *_CHOSEN)
# Only entries of the business channel are filed by these.
_OF_BUSINESS: Final = ("benefit", "industry", "size", "qualification", "at_least_yuan")
_NOTHING_CHOSEN: Final = "按规则归集时，请至少选一个条件。"


def _or_none(value: object) -> object:
    return None if value == "" else value


def _title(value: object) -> object:
    if value == "":
        raise ValueError("请填写专题名称。")
    return value


Yuan = Annotated[int, Field(gt=0, le=10**12)]
Chosen = Annotated[str | None, BeforeValidator(_or_none)]


class CollectionForm(BaseModel):
    """What a browser sends."""

    title: Annotated[str, BeforeValidator(_title), Field(max_length=60)]
    summary: Annotated[str, Field(max_length=400)] = ""
    slug: Annotated[str, Field(max_length=60)] = ""
    channel: Literal["government", "business"] = "government"
    by_rule: bool = False
    in_force: bool = False
    theme: Chosen = None
    department: Chosen = None
    genre: Chosen = None
    benefit: Chosen = None
    industry: Chosen = None
    size: Chosen = None
    qualification: Chosen = None
    year: Chosen = None
    at_least_yuan: Annotated[Yuan | None, BeforeValidator(_or_none)] = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        wrong = dict(self._wrong())
        if wrong:
            raise BadCollectionError(**wrong)
        return self

    def _wrong(self) -> list[tuple[str, str]]:
        given = {name: value for name in _CHOSEN if (value := getattr(self, name)) is not None}
        wrong = [
            (name, "不是可选的值，请重新选择。")
            for name, options in OPTIONS.items()
            if name in given and given[name] not in options
        ]
        if self.slug and not _is_slug(self.slug):
            wrong.append(("slug", "只能用小写字母、数字和连字符，以字母开头。"))
        if self.year and not (len(self.year) == 4 and self.year.isascii() and self.year.isdigit()):
            wrong.append(("year", "请填写四位数的年份，例如 2026。"))
        if not self.by_rule:
            return wrong
        if not given:
            wrong.append(("by_rule", _NOTHING_CHOSEN))
        if self.channel != BUSINESS.name:
            wrong += [(name, "只有营商频道的专题能用这个条件。") for name in _OF_BUSINESS if name in given]
        return wrong

    def wording(self) -> Wording:
        """Return what the use cases take."""
        chosen = self.model_dump(include={*_CHOSEN, "in_force"})
        rule = Filter(**chosen) if self.by_rule else None
        return Wording(self.title, self.summary, self.channel, rule, self.slug)


def read_form(values: Mapping[str, str]) -> Wording:
    """Return what was typed; raises BadCollectionError with a sentence for each field that is wrong."""
    try:
        return CollectionForm.model_validate(dict(values)).wording()
    except ValidationError as error:
        problems = error.errors()
        own = next((p["ctx"]["error"] for p in problems if p["loc"] == () and "ctx" in p), None)
        if isinstance(own, BadCollectionError):
            raise own from None
        raise BadCollectionError(**form_errors(problems)) from None


def values_of(form: FormData) -> dict[str, str]:
    """Return what was typed, by field: text alone, without needless blanks and line breaks."""
    said = {name: " ".join(value.split()) for name in _FIELDS if isinstance(value := form.get(name, ""), str)}
    checked = {name: "on" for name in ("by_rule", "in_force") if form.get(name) == "on"}
    return said | checked | {"channel": said.get("channel") or GOVERNMENT.name}


def values_for(made: MadeCollection | None) -> dict[str, Any]:
    """Return what stands in the form at first."""
    if made is None:
        return dict.fromkeys(_FIELDS, "") | {"channel": "government", "in_force": "on"}
    rule = made.rule or Filter(in_force=True)
    chosen = {name: getattr(rule, name) or "" for name in _CHOSEN}
    checked = {"by_rule": "on" if made.rule else "", "in_force": "on" if rule.in_force else ""}
    own = {"title": made.title, "summary": made.summary, "slug": made.slug, "channel": made.channel}
    return own | chosen | checked


def _is_slug(text: str) -> bool:
    body = text.replace("-", "")
    return text[0].isalpha() and body.isalnum() and text.isascii() and text == text.lower()
