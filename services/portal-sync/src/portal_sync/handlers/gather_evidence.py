"""What this service can show for invariants 3 and 4, and what the audit compares with other services."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.report_parity import report_parity
from shared.service import Check, Evidence


async def gather_evidence(tools: Tools, session: AsyncSession) -> Evidence:
    """Compare every channel with the source and tell what each entry shows."""
    expected = await tools.sources(session).expected()
    breaches, late, checked = [], [], 0
    for report in await report_parity(tools, session):
        checked += report.checked
        for difference in report.differences:
            want, have = difference.expected, difference.found
            place = f"{report.channel} {difference.policy_id}"
            if have is not None and want is not None and have.revision < want.revision:
                late.append(f"{place} shows revision {have.revision}, the newest is {want.revision}")
            if have is None or want is None or have.content_hash != want.content_hash:
                found = have.content_hash if have else "nothing"
                breaches.append(
                    f"{place} shows {found}, published was {want.content_hash if want else 'nothing'}"
                )
            elif have.withdrawn != want.withdrawn:
                late.append(f"{place} does not say what became of the policy")
    facts: dict[str, Any] = {}
    for rule in tools.site.rules:
        for policy_id, shown in (await tools.channels(session)[rule.name].list()).items():
            facts.setdefault(str(policy_id), {})[rule.name] = {
                "revision": shown.revision,
                "content_hash": shown.content_hash,
                "withdrawn": shown.withdrawn,
            }
    subjects = sum(len(policies) for policies in expected.values())
    return Evidence(
        checks=[
            Check(invariant=3, name="channels show the newest revision", checked=subjects, breaches=late),
            Check(
                invariant=4, name="what channels show hashes as published", checked=checked, breaches=breaches
            ),
        ],
        facts={"entries": facts},
    )
