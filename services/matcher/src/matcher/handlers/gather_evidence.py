"""What the matcher can show for the invariants, for the audit."""

import asyncio
from itertools import islice, pairwise

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.evidence import check_proofs, check_revisions, check_told
from matcher.handlers.matching_ports import Shards
from matcher.handlers.ports import Records, Views
from shared.service import Check, Evidence


async def gather_evidence(
    session: AsyncSession, *, records: Records, views: Views, shards: Shards
) -> Evidence:
    """Checks of invariants 3, 6, 8 and 11, and who is eligible for what."""
    # Whoever is matching finishes first, and nobody starts: what is read fits together.
    turn = await shards.look(session)
    matches = await records.matches(session)
    told = await records.told(session)
    standings = await records.standings(session, turn)
    profiles = await records.profiles(session)
    revisions = await asyncio.to_thread(check_revisions, matches, standings)
    untold = await asyncio.to_thread(check_told, matches, told, standings, profiles)
    proofs = await asyncio.to_thread(check_proofs, matches)
    eligible = await records.eligible_by_policy(session)
    return Evidence(
        checks=[
            Check(
                invariant=3, name="匹配所依据的版本与现有版本一致", checked=len(matches), breaches=revisions
            ),
            Check(invariant=6, name="每个匹配都已告知，没有遗漏", checked=len(matches), breaches=untold),
            Check(invariant=8, name="每个匹配都有完整且可复核的依据", checked=len(matches), breaches=proofs),
            await _check_tenancy(session, views, sorted({match.profile.credit_code for match in matches})),
        ],
        facts={
            "eligible": {
                str(policy_id): {"revision": revision, "enterprises": codes}
                for policy_id, (revision, codes) in eligible.items()
            }
        },
    )


async def _check_tenancy(session: AsyncSession, views: Views, codes: list[str]) -> Check:
    """Ask for a neighbour's matches on behalf of some enterprises: the query itself must refuse."""
    pairs = list(islice(pairwise(codes), 20))
    breaches = [
        f"{own} 能看到 {other} 的匹配" for own, other in pairs if await views.matches_of(session, other, own)
    ]
    return Check(invariant=11, name="企业只能看到自己的匹配", checked=len(pairs), breaches=breaches)
