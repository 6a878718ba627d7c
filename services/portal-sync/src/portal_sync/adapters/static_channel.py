"""A channel of files: a folder that any web server can serve, kept like every other channel."""

import asyncio
import contextlib
import hashlib
import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from portal_sync.adapters.static_pages import Line, common_files, line_of, policy_page
from portal_sync.domain.entry import Shown
from portal_sync.domain.entry_document import entry_document
from portal_sync.domain.handover import Handover, Held, Outcome
from portal_sync.handlers.ports import Outside
from shared.events import PolicyContent, canonical_hash, content_hash

_UNREADABLE: Final = Held(Shown(0, "unreadable", None), '"unreadable"')


class StaticChannel:
    """Implements `OutsideChannel`: `policies/ID/index.html` with `entry.json`, lists, feed, sitemap, assets.

    Files are put in place whole, so that a visitor never reads half of one.
    """

    def __init__(self, name: str, folder: Path, label: str, address: str, source_address: str) -> None:
        """`address` is where the folder is served, `source_address` has {policy_id} in it."""
        self.name = name
        self._folder = folder
        self._label = label
        self._address = address.rstrip("/")
        self._source_address = source_address
        self._lines: dict[UUID, Line] | None = None

    async def put(self, handovers: Sequence[Handover]) -> Sequence[Outcome]:
        outcomes: Sequence[Outcome] = await self._in_thread(self._put, handovers)
        return outcomes

    async def remove(self, handovers: Sequence[Handover]) -> Sequence[Outcome]:
        outcomes: Sequence[Outcome] = await self._in_thread(self._remove, handovers)
        return outcomes

    async def list(self, policy_ids: Collection[UUID] | None = None) -> Mapping[UUID, Held]:
        found: Mapping[UUID, Held] = await self._in_thread(self._list, policy_ids)
        return found

    async def _in_thread(self, work: Any, given: Any) -> Any:  # noqa: ANN401 (of each of the three)
        try:
            return await asyncio.to_thread(work, given)
        except OSError as error:
            raise Outside(f"不能写入静态站点的文件夹（{error.strerror}）。") from error

    def _put(self, handovers: Sequence[Handover]) -> Sequence[Outcome]:
        outcomes = [self._put_one(each) for each in handovers]
        self._write_common()
        return outcomes

    def _put_one(self, handover: Handover) -> Outcome:
        held = self._held(handover.policy_id)
        if (held.etag if held else None) != handover.over:
            return Outcome(handover.policy_id, held, stale=True)
        assert handover.entry is not None
        address = self._source_address.replace("{policy_id}", str(handover.policy_id))
        document = entry_document(handover.entry, address)
        folder = self._of(handover.policy_id)
        _write(folder / "index.html", policy_page(document, self._label).encode())
        _write(folder / "entry.json", json.dumps(document, ensure_ascii=False, indent=1).encode())
        self._catalogue()[handover.policy_id] = line_of(document)
        return Outcome(handover.policy_id, self._held(handover.policy_id))

    def _remove(self, handovers: Sequence[Handover]) -> Sequence[Outcome]:
        for each in handovers:
            shutil.rmtree(self._of(each.policy_id), ignore_errors=True)
            self._catalogue().pop(each.policy_id, None)
        self._write_common()
        return [Outcome(each.policy_id) for each in handovers]

    def _list(self, policy_ids: Collection[UUID] | None) -> Mapping[UUID, Held]:
        chosen = self._present() if policy_ids is None else policy_ids
        found = {policy_id: self._held(policy_id) for policy_id in chosen}
        self._write_common()
        return {policy_id: held for policy_id, held in found.items() if held is not None}

    def _held(self, policy_id: UUID) -> Held | None:
        """Read what is shown now; whoever changed either file changed the etag."""
        folder = self._of(policy_id)
        if not folder.is_dir():
            return None
        try:
            entry, page = (folder / "entry.json").read_bytes(), (folder / "index.html").read_bytes()
            document = json.loads(entry)
            content, withdrawal = document["content"], document["withdrawal"]
            shown = Shown(
                int(document["revision"]),
                None if content is None else content_hash(PolicyContent.model_validate(content)),
                None if withdrawal is None else canonical_hash(withdrawal),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return _UNREADABLE
        digest = hashlib.sha256(entry + b"\0" + page).hexdigest()
        return Held(shown, f'"{shown.revision}-{digest[:32]}"')

    def _catalogue(self) -> dict[UUID, Line]:
        if self._lines is None:
            self._lines = {}
            for policy_id in self._present():
                with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                    document = json.loads((self._of(policy_id) / "entry.json").read_bytes())
                    self._lines[policy_id] = line_of(document)
        return self._lines

    def _write_common(self) -> None:
        lines = list(self._catalogue().values())
        for name, content in common_files(lines, self._label, self._address):
            _write(self._folder / name, content)

    def _present(self) -> Sequence[UUID]:
        found = []
        for path in (self._folder / "policies").glob("*"):
            with contextlib.suppress(ValueError):
                found.append(UUID(path.name))
        return found

    def _of(self, policy_id: UUID) -> Path:
        return self._folder / "policies" / str(policy_id)


def _write(path: Path, content: bytes) -> None:
    """Write a file whole, unless it says this already."""
    with contextlib.suppress(OSError):
        if path.read_bytes() == content:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
