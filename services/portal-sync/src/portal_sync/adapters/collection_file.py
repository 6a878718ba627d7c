"""Collections of the theme library from a file of the operator's."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from portal_sync.domain.collection import Collection, Library, library_of
from portal_sync.domain.listing import Filter
from portal_sync.domain.routing import GOVERNMENT
from shared.events import PolicyReference
from shared.settings import SettingsFileError

Word = Annotated[str, Field(min_length=1, max_length=60)]


class CollectionFileError(SettingsFileError):
    """The file is no list of collections; the message says where."""


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")

    theme: Word | None = None
    department: Word | None = None
    genre: Word | None = None
    benefit: Word | None = None
    year: Annotated[str | None, Field(pattern=r"^\d{4}$")] = None
    industry: Word | None = None
    size: Word | None = None
    qualification: Word | None = None
    at_least_yuan: Annotated[int | None, Field(gt=0)] = None
    in_force: bool = True


class _Collection(BaseModel):
    model_config = ConfigDict(extra="forbid")

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
    title: Word
    summary: Annotated[str, Field(max_length=400)] = ""
    channel: Literal["government", "business"] = "government"
    rule: _Rule | None = None
    picks: Annotated[tuple[Word, ...], Field(max_length=100)] = ()


_FILE: Final = TypeAdapter(list[_Collection])


def read_library(path: Path | None) -> Library:
    """Read the file, if any; raises CollectionFileError with the place of the first mistake."""
    if path is None:
        return library_of()
    try:
        made = _FILE.validate_json(path.read_bytes())
    except OSError as error:
        raise CollectionFileError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise CollectionFileError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return library_of(tuple(map(_collection, made)))


def _collection(made: _Collection) -> Collection:
    rule = Filter(**made.rule.model_dump()) if made.rule else None
    channel = made.channel if rule is not None else GOVERNMENT.name
    picks = tuple(PolicyReference(document_number=number) for number in made.picks)
    return Collection(made.slug, made.title, made.summary, channel, rule, picks)
