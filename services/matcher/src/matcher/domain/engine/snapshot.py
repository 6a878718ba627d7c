"""An engine on disk: typed arrays one after another, so that a restart maps them instead of reading rows.

A snapshot is written beside its place and moved there, so that it is there whole or not. It is a cache: one
that is damaged, of another version or of another catalogue is refused, and the profiles are read again.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from matcher.domain.engine.columns import Saved
from matcher.domain.engine.forward import Engine
from shared.criteria.catalogue import FACTS

_MAGIC: Final = b"HUIQI-ENGINE-1\n\0"
_HEAD: Final = struct.Struct("<QI")
"""Length and checksum of the JSON that follows."""

_ALIGNED: Final = 64


class UnusableSnapshotError(ValueError):
    """The file is damaged, or of another version; the message says which."""


class Restored(NamedTuple):
    """An engine with what was said of it when it was saved."""

    engine: Engine
    said: dict[str, Any]


def save(engine: Engine, path: Path, said: Mapping[str, Any]) -> None:
    """Write a snapshot. `said` is JSON of the caller's: up to which change it goes, above all."""
    columns = engine.save()
    members = np.frombuffer(engine.everyone.serialize(), dtype=np.uint8)
    arrays = {"": members, **{name: rows for name, (_, rows) in columns.items()}}
    head = json.dumps(
        {
            "said": dict(said),
            "catalogue": _catalogue(),
            "columns": {name: dict(told) for name, (told, _) in columns.items()},
            "arrays": [_described(name, rows) for name, rows in arrays.items()],
        }
    ).encode()
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(_MAGIC + _HEAD.pack(len(head), zlib.crc32(head)) + head)
            for rows in arrays.values():
                file.write(b"\0" * (-file.tell() % _ALIGNED))
                file.write(_octets(rows))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load(path: Path) -> Restored:
    """Restore a snapshot; raises `UnusableSnapshotError`, and `OSError` where it cannot be read.

    The file stays mapped, and what changes is copied: it may be replaced meanwhile, but not written to.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < len(_MAGIC) + _HEAD.size:
            raise UnusableSnapshotError("the snapshot is cut short")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    told, start = _head_of(mapped)
    arrays = dict(_arrays(mapped, told["arrays"], start))
    members = BitMap.deserialize(arrays.pop("").tobytes())
    columns: dict[str, Saved] = {name: (told["columns"][name], rows) for name, rows in arrays.items()}
    return Restored(Engine.of_columns(members, columns), told["said"])


def _head_of(mapped: mmap.mmap) -> tuple[dict[str, Any], int]:
    if mapped[: len(_MAGIC)] != _MAGIC:
        raise UnusableSnapshotError("the snapshot is of another version")
    length, checksum = _HEAD.unpack_from(mapped, len(_MAGIC))
    start = len(_MAGIC) + _HEAD.size
    head = mapped[start : start + length]
    if len(head) < length or zlib.crc32(head) != checksum:
        raise UnusableSnapshotError("the snapshot's head is damaged")
    told: dict[str, Any] = json.loads(head)
    if told["catalogue"] != _catalogue():
        raise UnusableSnapshotError("the snapshot is of another catalogue of facts")
    return told, start + length


def _arrays(
    mapped: mmap.mmap, described: list[dict[str, Any]], start: int
) -> Iterator[tuple[str, NDArray[Any]]]:
    for each in described:
        start += -start % _ALIGNED
        dtype = np.dtype(each["dtype"])
        end = start + each["count"] * dtype.itemsize
        if end > len(mapped):
            raise UnusableSnapshotError("the snapshot is cut short")
        if zlib.crc32(memoryview(mapped)[start:end]) != each["checksum"]:
            raise UnusableSnapshotError(f"the snapshot's column {each['name']} is damaged")
        yield each["name"], np.frombuffer(mapped, dtype, each["count"], start)
        start = end


def _described(name: str, rows: NDArray[Any]) -> dict[str, Any]:
    checksum = zlib.crc32(_octets(rows))
    return {"name": name, "dtype": rows.dtype.str, "count": len(rows), "checksum": checksum}


def _octets(rows: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(rows).view(np.uint8).data


def _catalogue() -> list[list[str]]:
    return [[fact.name, fact.type.value] for fact in FACTS.values()]
