"""Stylesheet, icons and modules under /assets, at addresses that change with their content.

One digest over the whole set is a folder in the address, so that a module may import its neighbour by a
relative name and the stylesheet may name an image, with no build step. An address with another digest (a page
from before a deployment) is answered with what is there now, and not kept.
"""

import gzip
import hashlib
import mimetypes
from functools import cached_property
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

STATIC: Final = Path(__file__).parent / "static"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
mimetypes.add_type("text/javascript", ".js")


class Assets:
    """The files of one folder, read once into memory: they are few and small."""

    def __init__(self, folder: Path = STATIC, prefix: str = "/assets") -> None:
        self._folder = folder
        self._prefix = prefix

    @cached_property
    def files(self) -> dict[str, bytes]:
        paths = sorted(path for path in self._folder.rglob("*") if path.is_file())
        return {path.relative_to(self._folder).as_posix(): path.read_bytes() for path in paths}

    @cached_property
    def digest(self) -> str:
        whole = hashlib.sha256()
        for name, content in self.files.items():
            whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
        return whole.hexdigest()[:12]

    @cached_property
    def packed(self) -> dict[str, bytes]:
        """Each text as gzip, made once; a picture that is packed already is left as it is."""
        texts = {name: body for name, body in self.files.items() if name.endswith((".css", ".js", ".svg"))}
        return {name: gzip.compress(body, 9, mtime=0) for name, body in texts.items()}

    def url(self, name: str) -> str:
        """Return the address of a file; KeyError names one that is not there, before a visitor finds out."""
        if name not in self.files:
            raise KeyError(f"no asset {name}")
        return f"{self._prefix}/{self.digest}/{name}"

    async def serve(self, request: Request) -> Response:
        """Answer GET /assets/{digest}/{name}."""
        name = request.path_params["name"]
        content = self.files.get(name)
        if content is None:
            return Response(status_code=404, headers={"Cache-Control": "no-store"})
        current = request.path_params["digest"] == self.digest
        headers = {"Cache-Control": IMMUTABLE if current else "no-cache", "Vary": "Accept-Encoding"}
        packed = self.packed.get(name) if "gzip" in request.headers.get("accept-encoding", "") else None
        if packed is not None:
            headers["Content-Encoding"] = "gzip"
        return Response(
            content if packed is None else packed,
            media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            headers=headers,
        )


assets = Assets()
