"""Seals the secrets that were stored before secrets were sealed."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.handlers.ports import Tools, Vault

BATCH: Final = 500


async def seal_secrets(session: AsyncSession, *, tools: Tools, vault: Vault) -> int:
    """Seal up to 500; return how many those were."""
    endpoints = tools.store(session).endpoints
    plain = await endpoints.with_plain_secrets(BATCH)
    await endpoints.replace_secrets([(one, vault.seal(secret)) for one, secret in plain])
    return len(plain)
