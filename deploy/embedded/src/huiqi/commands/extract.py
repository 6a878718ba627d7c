"""`huiqi extract`: what the rules read from a notice, without a server."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from huiqi.errors import Refused

EXAMPLES = """Examples:

huiqi extract notice.docx

huiqi extract notice.pdf --json | jq .criteria
"""


def extract(
    file: Annotated[Path, typer.Argument(help="The notice: .docx, .pdf or .txt.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Everything that was read, as JSON, instead of a summary.")
    ] = False,
) -> None:
    """Read a notice: metadata, amounts, window and proposed criteria, each with its sentence."""
    from publisher.extracting import ExtractInputError, extract_file

    try:
        sys.stdout.write(extract_file(file, as_json=as_json) + "\n")
        sys.stdout.flush()
    except ExtractInputError as error:
        raise Refused(str(error)) from error
    except BrokenPipeError:
        # Whoever reads has seen enough (`| head`); Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
