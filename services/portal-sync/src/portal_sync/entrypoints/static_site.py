"""A channel as an archive of files that any web server can serve, for operators."""

import asyncio
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from portal_sync.handlers.desk import Desk
from portal_sync.handlers.export_site import export_site
from portal_sync.handlers.outside_ports import OutsideChannel
from shared.identity import Role, require

MakeFolder = Callable[[Path, str, str], OutsideChannel]

_LONGEST: Final = 500


def static_site_router(desk: Desk, make: MakeFolder) -> APIRouter:
    """Return `/api/portal/v1/ops/static-site`; `make` makes the channel of a folder, label and address."""
    router = APIRouter(prefix="/api/portal/v1/ops", tags=["operations"])

    @router.get("/static-site", dependencies=[Depends(require(Role.OPERATOR))])
    async def static_site(
        channel: Annotated[str, Query(max_length=40)] = "government",
        address: Annotated[str, Query(max_length=_LONGEST, pattern="^https?://[^ ]+$")] = "http://localhost",
    ) -> FileResponse:
        """Everything that a channel shows, as pages, feed, sitemap and assets in a compressed archive."""
        rule = next((rule for rule in desk.tools.site.rules if rule.name == channel), None)
        if rule is None:
            raise HTTPException(404, "没有这个频道。")
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="huiqi-site-"))
        discard = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
        try:
            label = desk.tools.site.labels.get(channel, channel)
            await export_site(desk.tools, desk.database, rule, make(folder / "site", label, address))
            archive = await asyncio.to_thread(_packed, folder)
        except BaseException:
            await discard()
            raise
        return FileResponse(
            archive, media_type="application/gzip", filename="site.tar.gz", background=discard
        )

    return router


def _packed(folder: Path) -> Path:
    """Pack the folder; the same files give the same archive, but for the moment that gzip writes down."""
    archive = folder / "site.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=6) as packed:
        for path in sorted((folder / "site").rglob("*")):
            packed.add(path, path.relative_to(folder / "site").as_posix(), recursive=False, filter=_plain)
    return archive


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o755 if member.isdir() else 0o644
    return member
