"""Takes what is known of an enterprise out of match events that the outbox keeps for replay.

The event stays under its id, with the credit code, the verdicts and their revisions: nobody who reads it
again comes to another end, and what is left names nobody that the tombstone does not.
"""

import json
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.kit_tables import kit_table
from shared.events import MatchesChanged

_OUTBOX = kit_table("outbox")
_UNSAID: Final[dict[str, Any]] = {"enterprise_name": "", "reasons": [], "missing": []}
_MENTIONED = text("position(CAST(:code AS bytea) IN outbox.value) > 0")


async def scrub_outbox(session: AsyncSession, credit_code: str, keys: Collection[str]) -> None:
    """Leave code and verdicts only in the events under these keys."""
    query = select(_OUTBOX.c.id, _OUTBOX.c.value).where(
        _OUTBOX.c.topic == MatchesChanged.topic, _OUTBOX.c.key.in_(keys), _MENTIONED
    )
    mentioning = await session.execute(query, {"code": credit_code.encode()})
    scrubbed = [{"row": id_, "scrubbed": _without(value, credit_code)} for id_, value in mentioning]
    if scrubbed:
        connection = await session.connection()
        written = update(_OUTBOX).where(_OUTBOX.c.id == bindparam("row"))
        await connection.execute(written.values(value=bindparam("scrubbed")), scrubbed)


def _without(value: bytes, credit_code: str) -> bytes:
    event = json.loads(value)
    for change in event["changes"]:
        if change["credit_code"] == credit_code:
            change.update(_UNSAID)
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
