"""Profiles: save, remove, import."""

import asyncio
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response, UploadFile
from pydantic import BaseModel, ConfigDict

from matcher.domain.claims import Claim, overruled, standing
from matcher.domain.credit_codes import WrongCreditCodeError, is_doubtful, normal
from matcher.domain.drafts import ProfileDraft
from matcher.domain.refusals import RefusedError
from matcher.entrypoints.parts import Parts, Wired
from matcher.entrypoints.problems import problem_of
from matcher.entrypoints.sheets import read_table
from matcher.handlers.import_profiles import CheckedTable, check_table, import_profiles
from matcher.handlers.ports import Enterprise
from matcher.handlers.remove_enterprise import remove_enterprise
from matcher.handlers.save_profiles import Speaker, save_profiles
from shared.identity import Principal, Role, require
from shared.sheets import UnreadableSheetError
from shared.web import FieldError, Problem

router = APIRouter(prefix="/enterprises", tags=["enterprises"])

Operator = Annotated[Principal, Depends(require(Role.OPERATOR))]
OwnerOrOperator = Annotated[Principal, Depends(require(Role.ENTERPRISE_MEMBER, Role.OPERATOR))]
Source = Literal["registry", "department", "self"]
_MOST_ERRORS = 1000


class ProfileBody(BaseModel):
    """What a source knows of an enterprise: facts left out it does not state.

    `confirm` vouches for a doubtful credit code. An enterprise speaks for itself; an operator says whose word
    it is. What a higher source states stands, and the other is kept as a claim.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    facts: dict[str, Any]
    confirm: bool = False
    source: Source | None = None


class FactClaim(BaseModel):
    """A source's word on a fact, since a day."""

    source: str
    source_label: str
    since: date
    value: Any


class SavedProfile(BaseModel):
    """What stands now; `changed` says whether this made a new revision.

    `sources` tells whose word each fact is, `overruled` what the enterprise states and a higher source
    states otherwise.
    """

    credit_code: str
    revision: int
    name: str
    facts: dict[str, Any]
    changed: bool
    warnings: list[str] = []
    sources: dict[str, FactClaim]
    overruled: dict[str, FactClaim]


class ImportRowError(BaseModel):
    """What is wrong with one cell of the file; rows are counted as the person sees them."""

    row: int
    column: str
    message: str


class Imported(BaseModel):
    """What an import did. `changed` counts new revisions; the other accepted rows said nothing new."""

    rows: int
    accepted: int
    changed: int
    errors: list[ImportRowError]


def own_code(credit_code: str, principal: Principal) -> str:
    """The credit code in its normal form; another's is as if it did not exist."""
    try:
        code = normal(credit_code)
    except WrongCreditCodeError as error:
        raise Problem(422, str(error), errors=[FieldError(str(error), parameter="credit_code")]) from error
    if not principal.is_operator and code != principal.credit_code:
        raise Problem(404, "没有这家企业，或它不属于您的账号。")
    return code


@router.post("/import")
async def import_file(
    parts: Wired, file: UploadFile, principal: Operator, accept_valid: bool = False, confirm: bool = False
) -> Imported:
    """Import .xlsx or CSV. All or nothing, unless `accept_valid`; 422 names each wrong row and column."""
    table = await _read(parts, file, confirm=confirm)
    async with parts.database.transaction() as session:
        changed = await import_profiles(
            session,
            table,
            Speaker("department", principal.subject),
            accept_valid=accept_valid,
            enterprises=parts.enterprises,
            clock=parts.clock,
        )
    if table.errors and not accept_valid:
        raise _refused(table)
    errors = [
        ImportRowError(row=error.row, column=error.column, message=error.message)
        for error in table.errors[:_MOST_ERRORS]
    ]
    return Imported(rows=table.rows, accepted=len(table.drafts), changed=changed, errors=errors)


@router.get("/{credit_code}")
async def show(parts: Wired, credit_code: str, principal: OwnerOrOperator) -> SavedProfile:
    """The profile as it was last saved."""
    async with parts.database.transaction() as session:
        held = await parts.enterprises.get(session, own_code(credit_code, principal))
    if held is None:
        raise Problem(404, "没有这家企业的画像。")
    return _shown(held, changed=False)


@router.put("/{credit_code}")
async def save(parts: Wired, credit_code: str, body: ProfileBody, principal: OwnerOrOperator) -> SavedProfile:
    """Save a profile. Its matches follow within moments."""
    code = own_code(credit_code, principal)
    draft = ProfileDraft(code, body.name, body.facts, body.confirm)
    async with parts.database.transaction() as session:
        try:
            changed = await save_profiles(
                session,
                [draft],
                Speaker(source_of(body.source, principal), principal.subject),
                enterprises=parts.enterprises,
                clock=parts.clock,
            )
        except RefusedError as refused:
            raise problem_of(refused) from refused
        held = await parts.enterprises.get(session, code)
    if held is None:  # removed by somebody else in between
        raise Problem(409)
    return _shown(held, changed=bool(changed))


@router.delete("/{credit_code}", status_code=204)
async def remove(parts: Wired, credit_code: str, principal: OwnerOrOperator) -> Response:
    """Erase an enterprise's profile and matches."""
    code = own_code(credit_code, principal)
    async with parts.database.transaction() as session:
        removed = await remove_enterprise(session, code, enterprises=parts.enterprises, clock=parts.clock)
    if not removed:
        raise Problem(404, "没有这家企业的画像。")
    return Response(status_code=204)


def source_of(stated: str | None, principal: Principal) -> str:
    """Whose word it is: an enterprise's own, or what an operator says, a department's by default."""
    if principal.is_operator:
        return stated or "department"
    if stated not in (None, "self"):
        raise Problem(
            422, errors=[FieldError("企业只能以自己的名义填报，请去掉 source。", pointer="#/source")]
        )
    return "self"


def _shown(held: Enterprise, *, changed: bool) -> SavedProfile:
    doubtful = is_doubtful(held.credit_code)
    return SavedProfile(
        credit_code=held.credit_code,
        revision=held.revision,
        name=held.name,
        facts=held.facts,
        changed=changed,
        warnings=["统一社会信用代码的校验位不符，已按确认保存。"] if changed and doubtful else [],
        sources={fact: _claim(claim) for fact, claim in standing(held.claims).items()},
        overruled={fact: _claim(claim) for fact, claim in overruled(held.claims).items()},
    )


def _claim(claim: Claim) -> FactClaim:
    return FactClaim(source=claim.source, source_label=claim.source_label, since=claim.day, value=claim.value)


async def _read(parts: Parts, file: UploadFile, *, confirm: bool) -> CheckedTable:
    content = await file.read(parts.settings.import_max_bytes + 1)
    if len(content) > parts.settings.import_max_bytes:
        raise Problem(413, f"文件不能超过 {parts.settings.import_max_bytes // 1024 // 1024} MB。")
    try:
        rows = await asyncio.to_thread(read_table, content, most_rows=parts.settings.import_max_rows)
    except UnreadableSheetError as error:
        raise Problem(422, str(error), errors=[FieldError(str(error), pointer="#/file")]) from error
    return await asyncio.to_thread(check_table, rows, confirm=confirm)


def _refused(table: CheckedTable) -> Problem:
    wrong = len({error.row for error in table.errors})
    errors = [
        FieldError(f"第 {error.row} 行：{error.message}", pointer=f"#/rows/{error.row}/{error.column}")
        for error in table.errors[:_MOST_ERRORS]
    ]
    return Problem(422, f"{table.rows} 行中有 {wrong} 行有误，没有导入任何一行。", errors=errors)
