"""The four services of the edition, each built by its own composition root."""

import asyncio
import importlib
from collections.abc import Mapping
from typing import Any, Final

from huiqi.parts import Parts
from huiqi.settings import EditionSettings
from shared.db.bootstrap import SCHEMAS
from shared.service import Service

# The schema that a package owns has its name.
PACKAGES: Final = SCHEMAS


def import_services() -> None:
    """Import what the services need; seconds of work that can run while the database starts."""
    for package in PACKAGES:
        importlib.import_module(f"{package}.main")


def build_services(
    settings: EditionSettings, parts: Parts, urls: Mapping[str, str], address: str, secrets: Mapping[str, str]
) -> list[Service]:
    """Build every service against these databases and this broker."""
    common = common_settings(settings, parts, address, secrets)
    common["matcher_snapshots"] = parts.snapshots
    return [build_service(package, common | {"database_url": urls[package]}) for package in PACKAGES]


def build_service(package: str, overrides: Mapping[str, Any]) -> Service:
    """Build one service; what `overrides` leaves out comes from the environment."""
    made = importlib.import_module(f"{package}.settings").Settings(**overrides)
    service: Service = importlib.import_module(f"{package}.main").build(made)
    return service


async def start_all(services: list[Service]) -> None:
    """Start every service and wait until all consumers have joined."""
    await asyncio.gather(*(service.start() for service in services))
    await asyncio.gather(*(service.connected() for service in services))


async def stop_all(services: list[Service]) -> None:
    """Stop every service and close its connections."""
    await asyncio.gather(*(service.stop() for service in services))
    await asyncio.gather(*(service.database.close() for service in services))


def common_settings(
    settings: EditionSettings, parts: Parts, address: str, secrets: Mapping[str, str]
) -> dict[str, Any]:
    """Return the fields of ServiceSettings that all services share."""
    public = settings.public_url or address
    return parts.client_settings | {
        "public_url": public,
        "issuer_url": f"{public}/id",
        "issuer_internal_url": f"{address}/id",
        "client_secret": secrets["client_secret"],
        "session_secret": secrets["session_secret"],
        # The publisher asks it for previews, past whatever stands before the public address.
        "matcher_url": address,
        # Each connection kept is a process of PostgreSQL with megabytes of its own.
        "database_pool_size": 2,
        "log_level": settings.log_level,
    }
