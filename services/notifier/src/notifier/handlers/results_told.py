"""A list of approved enterprises was announced or became final: those on it are told."""

import hashlib

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.handlers.ports import Tools
from notifier.handlers.tell import tell
from shared.events import ResultEntry, ResultsAnnounced, ResultsFinalised

Results = ResultsAnnounced | ResultsFinalised


async def results_told(session: AsyncSession, event: Results, *, tools: Tools) -> None:
    """Tell each listed enterprise; a corrected list tells only those whose entry or days changed."""
    desk = tools.desk(session)
    gone = await desk.store.enterprises.gone([entry.credit_code for entry in event.entries])
    policy = await desk.store.policies.peek(event.policy_id)
    revision = policy.revision if policy else 0
    listed = {entry.credit_code: entry for entry in event.entries if entry.credit_code not in gone}
    await tell(desk, [_message(event, entry, revision) for entry in listed.values()])


def _message(event: Results, entry: ResultEntry, policy_revision: int) -> Message:
    announced = isinstance(event, ResultsAnnounced)
    return Message(
        credit_code=entry.credit_code,
        policy_id=event.policy_id,
        policy_revision=policy_revision,
        kind=MessageKind.RESULTS_ANNOUNCED if announced else MessageKind.RESULTS_FINALISED,
        occasion=f"{event.announcement_id}/{_print_of(event, entry)}",
        details={
            **event.model_dump(
                mode="json", include={"policy_title", "title", "first_day", "last_day", "contact"}
            ),
            **entry.model_dump(mode="json", include={"enterprise_name", "amount_yuan", "note"}),
            "issuer_name": event.issuer.name,
        },
    )


def _print_of(event: Results, entry: ResultEntry) -> str:
    said = f"{entry.model_dump_json()}|{event.last_day}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
