"""`huiqi import`: policies from documents, enterprises from tables."""

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from huiqi.errors import Refused
from huiqi.options import DEFAULT_DATA, Account, AsJson, Data, Url

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Import policies or enterprises from files.",
    epilog="Example: huiqi import policies notice.docx --as kw.editor",
)

_POLICIES = "/api/publisher/v1/policies"
_IMPORTS = "/api/matcher/v1/imports"
_LOOK_EVERY_SECONDS = 0.2

Files = Annotated[list[Path], typer.Argument(help="Files; each is taken whole or not at all.")]


@app.command("policies", epilog="Example: huiqi import policies notice.docx rd-subsidy.json --as kw.editor")
def policies(
    files: Files, data: Data = DEFAULT_DATA, url: Url = None, account: Account = None, as_json: AsJson = False
) -> None:
    """Make a draft of each file: .txt, .docx or .pdf as published, or .json as the API takes it.

    Needs an editor: by --as on the machine that runs the system, or by HUIQI_TOKEN. People then confirm what
    was read, review and publish it.
    """
    contents = _read(files)
    results = asyncio.run(_policies(data, url, account, contents))
    for result in results:
        typer.echo(
            json.dumps(result, ensure_ascii=False) if as_json else f"{result['policy_id']}  {result['title']}"
        )


class ImportSource(StrEnum):
    """Whose word a table is."""

    DEPARTMENT = "department"
    REGISTRY = "registry"


@app.command("enterprises", epilog="Example: huiqi import enterprises profiles.xlsx more.csv")
def enterprises(
    files: Files,
    data: Data = DEFAULT_DATA,
    url: Url = None,
    accept_valid: Annotated[bool, typer.Option(help="Import the rows that are right.")] = False,
    source: Annotated[ImportSource, typer.Option(help="Whose word it is.")] = ImportSource.DEPARTMENT,
    as_json: AsJson = False,
) -> None:
    """Import enterprise profiles from .xlsx, .csv or Parquet.

    A file with a wrong row changes nothing, unless --accept-valid; the refused rows can be downloaded where
    it says. The same file again changes nothing. Stopped in the middle, the system goes on by itself.
    """
    contents = _read(files)
    results = asyncio.run(_enterprises(data, url, contents, strict=not accept_valid, source=source.value))
    for result in results:
        typer.echo(
            json.dumps(result, ensure_ascii=False)
            if as_json
            else f"{result['file']}: {result['rows']} rows, {result['changed']} changed, "
            f"{result['refused']} refused"
        )


def _read(files: list[Path]) -> list[tuple[Path, bytes]]:
    """Read every file before anything is sent."""
    try:
        return [(file, file.read_bytes()) for file in files]
    except OSError as error:
        raise Refused(f"{error.filename}: {error.strerror}") from error


def _so_far(done: list[dict[str, Any]]) -> str:
    """Say what was imported before a file was refused, lest it be imported twice."""
    names = ", ".join(
        f"{one['file']} as {one['policy_id']}" if "policy_id" in one else one["file"] for one in done
    )
    return f" (imported before it: {names})" if names else ""


async def _policies(
    data: Path, url: str | None, account: str | None, contents: list[tuple[Path, bytes]]
) -> list[dict[str, Any]]:
    from huiqi.api import ApiRefusedError
    from huiqi.connecting import connect
    from huiqi.progress import steps

    drafts = [(file, content, _draft(file, content)) for file, content in contents]
    made: list[dict[str, Any]] = []
    async with connect(data, url) as api:
        with steps() as shown, shown.step("importing policies", len(drafts)) as step:
            for file, content, draft in drafts:
                try:
                    if draft is not None:
                        policy = await api.post(_POLICIES, draft, account=account)
                    else:
                        policy = await api.upload(f"{_POLICIES}/import", file.name, content, account=account)
                except ApiRefusedError as error:
                    raise Refused(f"{file}: {error}{_so_far(made)}") from error
                made.append({"file": str(file), "policy_id": policy["policy_id"], "title": policy["title"]})
                step.advance()
    return made


def _draft(file: Path, content: bytes) -> dict[str, Any] | None:
    """Return the body of a JSON file: a draft as the API takes it, or a bare content; None for a document."""
    from shared.criteria.loading import NotJsonError, load_strict

    if file.suffix.lower() != ".json":
        return None
    try:
        draft = load_strict(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(f"{file}: not UTF-8") from error
    except NotJsonError as error:
        raise Refused(f"{file}:{error.line}: {error.message}") from error
    if not isinstance(draft, dict):
        raise Refused(f"{file}: a policy is a JSON object")
    return draft if "content" in draft else {"content": draft}


async def _enterprises(
    data: Path, url: str | None, contents: list[tuple[Path, bytes]], *, strict: bool, source: str
) -> list[dict[str, Any]]:
    from huiqi.api import ApiRefusedError
    from huiqi.connecting import connect
    from huiqi.progress import steps

    results: list[dict[str, Any]] = []
    at = f"{_IMPORTS}?strict={str(strict).lower()}&source={source}"
    async with connect(data, url) as api:
        with steps() as shown, shown.step("importing enterprises", len(contents)) as step:
            for file, content in contents:
                try:
                    job = await api.upload(at, file.name, content)
                    while job["state"] in ("waiting", "running"):
                        await asyncio.sleep(_LOOK_EVERY_SECONDS)
                        job = await api.get(f"{_IMPORTS}/{job['job_id']}")
                except ApiRefusedError as error:
                    raise Refused(f"{file}: {error}{_so_far(results)}") from error
                if job["state"] == "refused":
                    rows = f" Rows: {_IMPORTS}/{job['job_id']}/refused.csv" if job["refused"] else ""
                    raise Refused(f"{file}: {job['message']}{rows}{_so_far(results)}")
                results.append({"file": str(file), **job})
                step.advance()
    return results


class CodeKind(StrEnum):
    """Which standard a table of codes is of."""

    REGION = "region"
    INDUSTRY = "industry"


@app.command("codes", epilog="Example: huiqi import codes region regions.csv --folder /etc/huiqi/codes")
def codes(
    kind: Annotated[CodeKind, typer.Argument(help="Which standard: GB/T 2260 or GB/T 4754.")],
    file: Annotated[Path, typer.Argument(help="CSV: a line '# standard, state', then code,name[,pinyin].")],
    folder: Annotated[Path, typer.Option(envvar="HUIQI_CODES_FOLDER", help="Where services read it.")],
) -> None:
    """Take a newer table of regions or industries; services read it at their next start.

    A table that is not whole and well-formed is refused, and the one in force stays.
    """
    from shared.criteria import FactType
    from shared.criteria.code_tables import FILES, TableError, read_table

    [(_, content)] = _read([file])
    try:
        text = content.decode("utf-8-sig")
        table = read_table(FactType(kind.value), text)
    except UnicodeDecodeError as error:
        raise Refused(f"{file}: not UTF-8") from error
    except TableError as error:
        raise Refused(f"{file}: {error}") from error
    target = folder / FILES[FactType(kind.value)]
    written = target.with_suffix(".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written.write_text(text, encoding="utf-8")
        written.replace(target)
    except OSError as error:
        raise Refused(f"{error.filename}: {error.strerror}") from error
    typer.echo(f"{target}: {table.version}, {len(table.entries)} codes")
