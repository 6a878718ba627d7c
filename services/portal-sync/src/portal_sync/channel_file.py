"""The file of channels: which there are, and what each takes. TOML, as docs/channels.md says."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from portal_sync.domain.routing import BUILT_IN, ChannelKind, ChannelRule
from shared.events import BenefitKind
from shared.outgoing.addresses import why_bad_url
from shared.settings import SettingsFileError
from shared.vocabulary import CHANNELS, DEPARTMENTS, THEMES


class ChannelFileError(SettingsFileError):
    """The file of channels cannot be used; the text says in one line why."""


def _theme(code: str) -> str:
    if code not in THEMES:
        raise ValueError(f"no such theme: {code}")
    return code


def _department(code: str) -> str:
    if code not in DEPARTMENTS:
        raise ValueError(f"no such department: {code}")
    return code


class Takes(BaseModel):
    """What a channel takes; what is left out takes everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    named: tuple[str, ...] = ()
    benefit_only: bool = False
    english_only: bool = False
    themes: frozenset[Annotated[str, AfterValidator(_theme)]] = frozenset()
    departments: frozenset[Annotated[str, AfterValidator(_department)]] = frozenset()
    genres: frozenset[str] = frozenset()
    benefits: frozenset[BenefitKind] = frozenset()


class ChannelEntry(BaseModel):
    """One channel of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    kind: ChannelKind = ChannelKind.SITE
    label: str = ""
    takes: Takes = Takes()
    address: str = ""
    internal: bool = False
    secret_env: str = ""
    page: str = ""
    folder: Path | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        problem = _why_incomplete(self)
        if problem:
            raise ValueError(problem)
        return self

    @property
    def rule(self) -> ChannelRule:
        """The rule of a channel; a built-in one keeps its pages."""
        built_in = {rule.name: rule for rule in BUILT_IN}.get(self.name)
        return ChannelRule(
            name=self.name,
            folder=built_in.folder if built_in else "",
            benefit_only=self.takes.benefit_only or bool(built_in and built_in.benefit_only),
            named_as=self.takes.named,
            themes=self.takes.themes,
            departments=self.takes.departments,
            genres=self.takes.genres,
            benefits=frozenset(kind.value for kind in self.takes.benefits),
            english_only=self.takes.english_only or bool(built_in and built_in.english_only),
            kind=self.kind,
        )


class ChannelFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    channel: tuple[ChannelEntry, ...] = ()
    _path: Path | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [entry.name for entry in self.channel]
        if len(names) != len(set(names)):
            raise ValueError("two channels have one name")
        return self

    def named(self, path: Path) -> None:
        """Keep where it was read from."""
        self._path = path

    def wrong(self, entry: ChannelEntry, why: str) -> ChannelFileError:
        """Return the error that says what is wrong with a channel beyond what the file says."""
        number = self.channel.index(entry) + 1
        return ChannelFileError(f"{self._path}: channel {number} ({entry.name}): {why}")

    @property
    def rules(self) -> tuple[ChannelRule, ...]:
        """Every channel: the built-in ones, as the file changes them, then the others in its order."""
        said = {entry.name: entry.rule for entry in self.channel}
        built_in = tuple(said.pop(rule.name, rule) for rule in BUILT_IN)
        return (*built_in, *said.values())

    @property
    def labels(self) -> dict[str, str]:
        """What people call the channels."""
        return CHANNELS | {entry.name: _label(entry) for entry in self.channel}

    @property
    def pages(self) -> dict[str, str]:
        """Where channels elsewhere show a policy, with {policy_id} in it."""
        outside = [entry for entry in self.channel if entry.kind is not ChannelKind.SITE]
        below = "/policies/{policy_id}"
        return {entry.name: entry.page or entry.address.rstrip("/") + below for entry in outside}


def _label(entry: ChannelEntry) -> str:
    return entry.label or CHANNELS.get(entry.name, entry.name)


def read_channel_file(path: Path | None) -> ChannelFile:
    """Read the file; without one there are the built-in channels. Raises ChannelFileError."""
    if path is None:
        return ChannelFile()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ChannelFileError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ChannelFileError(f"{path}: not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise ChannelFileError(f"{path}: nested too deeply") from error
    except ValueError as error:
        raise ChannelFileError(f"{path}: {error}") from error
    try:
        file = ChannelFile.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        why = first["msg"].removeprefix("Value error, ")
        raise ChannelFileError(f"{path}: {_place(first['loc'], said)}{why}") from error
    file.named(path)
    return file


def _place(steps: tuple[int | str, ...], said: dict[str, Any]) -> str:
    """Say where something is: the channel by its name and place in the file, then the key."""
    if steps[:1] != ("channel",) or len(steps) < 2 or not isinstance(steps[1], int):
        return f"{'.'.join(map(str, steps))}: " if steps else ""
    entry = said["channel"][steps[1]]
    name = entry.get("name") if isinstance(entry, dict) else None
    called = f" ({name})" if isinstance(name, str) else ""
    return ": ".join((f"channel {steps[1] + 1}{called}", ".".join(map(str, steps[2:])), ""))


def _why_incomplete(entry: ChannelEntry) -> str | None:
    is_built_in = entry.name in {rule.name for rule in BUILT_IN}
    if (entry.kind is ChannelKind.SITE) != is_built_in:
        return "the channels of kind site are government, business and international, and no others"
    if entry.page and "{policy_id}" not in entry.page:
        return "page has no {policy_id} in it"
    if entry.kind is ChannelKind.REMOTE:
        if not entry.secret_env:
            return "a remote channel names in secret_env the variable that has its secret"
        return why_bad_url(entry.address, allow_private=entry.internal)
    return _why_bad_folder(entry)


def _why_bad_folder(entry: ChannelEntry) -> str | None:
    if (entry.kind is ChannelKind.STATIC) != (entry.folder is not None):
        return "a static channel has a folder, and no other has"
    if entry.folder is None:
        return None
    if not entry.folder.is_absolute():
        return "folder is not an absolute path"
    return why_bad_url(entry.address, allow_private=True)
