"""Many profiles from a table: every row is checked, and nothing is saved while one is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.cells import UnreadableCellError, cell_text, read_fact
from matcher.domain.drafts import ProfileDraft, checked
from matcher.domain.refusals import RefusedError
from matcher.handlers.ports import Enterprises
from matcher.handlers.save_profiles import Speaker, save_checked
from shared.clock import Clock
from shared.criteria import FACTS


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by column (credit_code, name, names of facts); `number` is what the person sees in the file."""

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table being read: the columns that it has, and its rows, each once."""

    columns: frozenset[str]
    rows: Iterator[TableRow]


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """Rows that can be saved, and what is wrong with the others."""

    rows: int
    drafts: list[ProfileDraft] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows are wrong."""
        return self.rows - len(self.drafts)


class TableChecker:
    """Checks a table batch by batch. Of what was read before only the credit codes are remembered.

    `confirm` vouches for credit codes with a wrong check character. Takes CPU time.
    """

    def __init__(self, *, confirm: bool) -> None:
        self._confirm = confirm
        self._first_seen: dict[str, int] = {}

    def read(self, rows: Iterator[TableRow], most: int) -> CheckedTable:
        """Read and check the next rows; none where there are no more."""
        return self.check(list(islice(rows, most)))

    def check(self, rows: Sequence[TableRow]) -> CheckedTable:
        """Check rows that follow those before."""
        checked = CheckedTable(len(rows))
        for row in rows:
            self._check(row, checked)
        return checked

    def _check(self, row: TableRow, table: CheckedTable) -> None:
        draft, errors = _check_row(row, self._confirm)
        if draft is not None and draft.credit_code in self._first_seen:
            message = f"与第 {self._first_seen[draft.credit_code]} 行是同一家企业。"
            errors = [RowError(row.number, "credit_code", message)]
        if errors or draft is None:
            table.errors.extend(errors)
            return
        self._first_seen[draft.credit_code] = row.number
        table.drafts.append(draft)


def check_table(rows: Sequence[TableRow], *, confirm: bool) -> CheckedTable:
    """Read and check every row of a small table."""
    return TableChecker(confirm=confirm).check(rows)


async def import_profiles(
    session: AsyncSession,
    table: CheckedTable,
    speaker: Speaker,
    *,
    accept_valid: bool,
    enterprises: Enterprises,
    clock: Clock,
) -> int:
    """Save what was checked and return how many changed; nothing where a row is wrong, unless accepted."""
    if table.errors and not accept_valid:
        return 0
    return len(await save_checked(session, table.drafts, speaker, enterprises=enterprises, clock=clock))


def _check_row(row: TableRow, confirm: bool) -> tuple[ProfileDraft | None, list[RowError]]:
    facts: dict[str, Any] = {}
    errors = []
    for column, cell in row.cells.items():
        if column not in FACTS:
            continue
        try:
            facts[column] = read_fact(FACTS[column], cell)
        except UnreadableCellError as error:
            errors.append(RowError(row.number, column, str(error)))
    code, name = cell_text(row.cells.get("credit_code")), cell_text(row.cells.get("name"))
    try:
        draft = checked(ProfileDraft(code, name, facts, confirm), facts_are_checked=True)
    except RefusedError as refused:
        errors.extend(RowError(row.number, column, text) for column, text in _columns(refused))
        return None, errors
    return draft, errors


def _columns(refused: RefusedError) -> Iterator[tuple[str, str]]:
    for column, text in refused.errors.items():
        yield ("credit_code" if column == "confirm" else column.removeprefix("facts/")), text
