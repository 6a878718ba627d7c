"""`huiqi match`: who may file, from two files and without a server."""

import os
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from huiqi.errors import Refused

EXAMPLES = """Examples:

huiqi match --criteria rd-subsidy.json --profiles enterprises.jsonl

huiqi match --criteria C.json --profiles P.jsonl --as-of 2026-03-31 --engine bulk --explain | jq .verdict
"""


class Engine(StrEnum):
    """Which evaluator answers; both answer the same."""

    ONE = "one"
    BULK = "bulk"


def match(
    criteria: Annotated[Path, typer.Option(help="File with a criteria tree (JSON).")],
    profiles: Annotated[Path, typer.Option(help="File with one profile a line (JSON Lines).")],
    as_of: Annotated[
        str | None, typer.Option(help="Day that is asked for, YYYY-MM-DD; default: today in Shanghai.")
    ] = None,
    engine: Annotated[Engine, typer.Option(help="One profile at a time, or all at once.")] = Engine.ONE,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add every leaf's result and value seen.")
    ] = False,
) -> None:
    """Say for each profile whether it meets the criteria: one JSON line each, in their order."""
    from matcher.entrypoints.match_command import MatchInputError, match_files
    from shared.clock import SystemClock

    day = _day(as_of) if as_of is not None else SystemClock().today()
    try:
        for line in match_files(criteria, profiles, day, engine.value, explain):
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except MatchInputError as error:
        raise Refused(str(error)) from error
    except BrokenPipeError:
        # Whoever reads has seen enough (`| head`); Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError as error:
        raise Refused(f"--as-of must be a day written YYYY-MM-DD, not {text!r}") from error
