"""What the matcher says changed, read into structs in place of models, and no more of it than is told.

A policy may reach 100,000 enterprises in one go, and models of all their reasons cost more than everything
that is done with them. The contract is `shared.events.MatchesChanged`; a test holds this to it.
"""

from datetime import date
from functools import lru_cache
from inspect import getdoc
from typing import Annotated, Any, Final, Self, cast
from uuid import UUID

from msgspec import Meta, MsgspecError, Raw, Struct, field
from msgspec.json import Decoder, Encoder
from pydantic import ConfigDict

from shared import events
from shared.events import PolicyBrief, Verdict

MOST_REASONS: Final = 8

_Revision = Annotated[int, Meta(ge=1)]


def _nothing_seen() -> Raw:
    return Raw(b"null")


class Reason(Struct, frozen=True, gc=False):
    """A criterion that decided. The value seen stays as it was written."""

    label: str
    clause: str = ""
    fact: str | None = None
    value_seen: Raw = field(default_factory=_nothing_seen)


class Change(Struct, frozen=True, gc=False, kw_only=True):
    """One enterprise's new verdict: a `MatchChange` without what nobody is told."""

    credit_code: str
    enterprise_name: str
    revision: _Revision
    profile_revision: int
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    manual_review: bool = False

    def details(self) -> bytes:
        """What a message says of it, as JSON."""
        return _ENCODER.encode(
            _Details(
                self.enterprise_name,
                self.verdict,
                self.reasons[:MOST_REASONS],
                self.missing,
                self.manual_review,
            )
        )


class _Details(Struct, gc=False):
    enterprise_name: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    manual_review: bool


class _Data(Struct, gc=False):
    policy_id: UUID
    policy_revision: _Revision
    shard: Annotated[int, Meta(ge=0)]
    as_of: date
    policy: Raw
    changes: Annotated[tuple[Change, ...], Meta(min_length=1, max_length=500)]
    withdrawn: bool = False


_DECODER: Final = Decoder(_Data)
_ENCODER: Final = Encoder()


class MatchesChanged(events.MatchesChanged):
    """The event as it is told of: its changes are `Change`s. To others it is documented as what it is."""

    model_config = ConfigDict(json_schema_extra={"description": getdoc(events.MatchesChanged) or ""})

    @property
    def told(self) -> tuple[Change, ...]:
        """The changes, by what they are."""
        return cast("tuple[Change, ...]", self.changes)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **_: object) -> Self:
        """Read an event from the topic. Raises ValueError where it breaks the contract."""
        try:
            data = _DECODER.decode(json_data)
        except MsgspecError as error:
            raise ValueError(str(error)) from error
        # The plugin of the type checker forgets which class it is asked about, and reads the fields' types.
        make: Any = cls.model_construct
        made: Self = make(
            policy_id=data.policy_id,
            policy_revision=data.policy_revision,
            shard=data.shard,
            as_of=data.as_of,
            policy=_brief(bytes(data.policy)),
            changes=data.changes,
            withdrawn=data.withdrawn,
        )
        return made


@lru_cache(maxsize=16)
def _brief(as_json: bytes) -> PolicyBrief:
    """The same for each event of a policy's revision."""
    return PolicyBrief.model_validate_json(as_json)
