"""The sheet in which a department hands in progress: its columns, and what a row says."""

from typing import Final
from uuid import UUID

from publisher.domain.applications import Progress
from publisher.domain.cells import read_day, read_moment, read_yuan
from publisher.domain.errors import Invalid
from publisher.domain.plausible import check_credit_code
from publisher.domain.progress_imports import RefusedRow
from publisher.entrypoints.sheets import SheetRow
from publisher.handlers.import_progress import ReadRow
from shared.events import ApplicationState
from shared.vocabulary import APPLICATION_STATES

ID, CODE, STATE, AT = "申报编号", "统一社会信用代码", "状态", "发生时间"
DUE, AMOUNT, NOTE = "补正截止日期", "金额（元）", "说明"
REQUIRED: Final = (ID, CODE, STATE, AT)
COLUMNS: Final = (*REQUIRED, DUE, AMOUNT, NOTE)
# Columns of the file of refused rows; they may stay when it is handed in again.
ROW, REASON = "原行号", "没有登记的原因"
WIDTHS: Final = (20, 24, 12, 20, 16, 16, 40)
_STATES: Final = {label: ApplicationState(code) for code, label in APPLICATION_STATES.items()} | {
    state.value: state for state in ApplicationState
}


def template_lines() -> list[tuple[str, ...]]:
    """The header alone: an example row would be handed in by somebody."""
    return [COLUMNS]


def refused_lines(rows: list[RefusedRow]) -> list[tuple[str, ...]]:
    """The refused rows as they were typed, with their old numbers and the reasons."""
    body = [(*(row.cells.get(name, "") for name in COLUMNS), str(row.number), row.reason) for row in rows]
    return [(*COLUMNS, ROW, REASON), *body]


def read_row(row: SheetRow, policy_id: UUID) -> ReadRow:
    """What a row says, or why it cannot be read."""
    try:
        return ReadRow(RefusedRow(row.number, row.cells, ""), _progress(row, policy_id))
    except Invalid as refusal:
        return ReadRow(RefusedRow(row.number, row.cells, str(refusal)), None)


def _progress(row: SheetRow, policy_id: UUID) -> Progress:
    cells = row.cells
    if missing := [name for name in REQUIRED if not cells[name]]:
        raise Invalid(f"请填写{'、'.join(missing)}。")
    if len(cells[ID]) > 100:
        raise Invalid(f"{ID}最多 100 个字符。")
    check_credit_code(cells[CODE].upper(), "")
    state = _STATES.get(cells[STATE])
    if state is None:
        known = "、".join(APPLICATION_STATES.values())
        raise Invalid(f"不认识状态“{cells[STATE][:20]}”，可以填：{known}。")
    return Progress(
        application_id=cells[ID],
        policy_id=policy_id,
        credit_code=cells[CODE].upper(),
        state=state,
        occurred_at=read_moment(cells[AT], AT),
        due_on=read_day(cells[DUE], DUE) if cells[DUE] else None,
        amount_yuan=read_yuan(cells[AMOUNT], AMOUNT) if cells[AMOUNT] else None,
        note=cells[NOTE],
    )
