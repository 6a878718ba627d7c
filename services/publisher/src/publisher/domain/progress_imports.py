"""What became of a file of progress: rows taken, rows refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class RefusedRow:
    """A row of the file as it was typed, and why it was not taken."""

    number: int
    cells: Mapping[str, str]
    reason: str


@dataclass(frozen=True)
class ImportLine:
    """A file in a list; `refused` counts its rows that were."""

    id: UUID
    at: datetime
    actor_name: str
    file_name: str
    changed: int
    unchanged: int
    refused: int


@dataclass(frozen=True)
class ProgressImport:
    """One file. `changed` rows moved an application on, `unchanged` had been handed in before."""

    id: UUID
    policy_id: UUID
    at: datetime
    actor: str
    actor_name: str
    file_name: str
    changed: int
    unchanged: int
    refused: Sequence[RefusedRow]
