"""Gives a webhook a new secret; the old one signs beside it for a day."""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.endpoints import new_secret
from notifier.domain.people import Viewer
from notifier.handlers.ports import Tools, Vault
from notifier.handlers.verify_endpoint import NotAllowed, own_endpoint
from shared.events import EndpointKind

OVERLAP: Final = timedelta(days=1)


async def rotate_secret(
    session: AsyncSession, viewer: Viewer, endpoint_id: UUID, *, tools: Tools, vault: Vault
) -> str:
    """Return the new secret, to be shown once. Raises `NotAllowed`, LookupError for no such endpoint."""
    desk = tools.desk(session)
    endpoint = await own_endpoint(desk, viewer, endpoint_id)
    if endpoint.kind is not EndpointKind.WEBHOOK or endpoint.ended_reason is not None:
        raise NotAllowed("只有使用中的 Webhook 可以更换签名密钥。")
    now, secret = desk.clock.now(), new_secret()
    rotated = replace(
        endpoint,
        secret=vault.seal(secret),
        previous_secret=endpoint.secret,
        previous_secret_until=now + OVERLAP,
    )
    await desk.store.endpoints.put(rotated, now)
    return secret
