"""Who is eligible and has not opened or filed (应享未享): the list, and its export."""

from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from publisher.domain.receipts import Stage, UnclaimedRow
from publisher.entrypoints.desk import Desk, Reader
from publisher.entrypoints.sheets import download_as, xlsx_response
from publisher.handlers.read_receipt import export_unclaimed, list_unclaimed, read_receipt
from shared.clock import SHANGHAI
from shared.sheets import CSV_MARK, CSV_TYPE, csv_line
from shared.web import Templates

LABELS: Final = {Stage.OPENED: "符合条件还没有打开", Stage.FILED: "符合条件还没有申报"}
_HEADER: Final = ("统一社会信用代码", "企业名称", "告知时间", "打开时间", "已申报")
_WIDTHS: Final = (24, 36, 20, 20, 10)
_PAGE: Final = 100


def mount_unclaimed(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/receipt/unclaimed`, `.csv` and `.xlsx`."""

    @router.get("/policies/{policy_id}/receipt/unclaimed")
    async def unclaimed(
        request: Request,
        principal: Reader,
        policy_id: UUID,
        stage: Stage = Stage.FILED,
        after: Annotated[str, Query(max_length=18)] = "",
    ) -> Response:
        async with desk.units() as unit:
            policy, receipt = await read_receipt(unit, principal, policy_id)
            _, rows = await list_unclaimed(unit, principal, policy_id, stage, after=after, limit=_PAGE + 1)
        last = rows[_PAGE - 1].credit_code if len(rows) > _PAGE else ""
        return templates.render(
            request,
            "unclaimed.html",
            policy=policy,
            receipt=receipt,
            stage=stage,
            labels=LABELS,
            rows=rows[:_PAGE],
            next_href=f"?{urlencode({'stage': stage.value, 'after': last})}" if last else "",
        )

    @router.get("/policies/{policy_id}/receipt/unclaimed.csv")
    async def as_text(principal: Reader, policy_id: UUID, stage: Stage = Stage.FILED) -> Response:
        await _may(desk, principal, policy_id)
        lines = [csv_line(_cells(row)) async for row in export_unclaimed(desk.units, policy_id, stage)]
        content = b"".join((CSV_MARK, csv_line(_HEADER), *lines))
        return Response(content, media_type=CSV_TYPE, headers=download_as(f"应享未享-{LABELS[stage]}.csv"))

    @router.get("/policies/{policy_id}/receipt/unclaimed.xlsx")
    async def as_workbook(principal: Reader, policy_id: UUID, stage: Stage = Stage.FILED) -> Response:
        await _may(desk, principal, policy_id)
        rows = [_cells(row) async for row in export_unclaimed(desk.units, policy_id, stage)]
        return await xlsx_response(f"应享未享-{LABELS[stage]}.xlsx", LABELS[stage], [_HEADER, *rows], _WIDTHS)


async def _may(desk: Desk, principal: Reader, policy_id: UUID) -> None:
    """Raise NotFound for another department's policy, before anything is sent."""
    async with desk.units() as unit:
        await list_unclaimed(unit, principal, policy_id, Stage.FILED, limit=1)


def _cells(row: UnclaimedRow) -> tuple[str, ...]:
    told, opened = (
        moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if moment else ""
        for moment in (row.told_at, row.opened_at)
    )
    return row.credit_code, row.enterprise_name, told, opened, "是" if row.filed else "否"
