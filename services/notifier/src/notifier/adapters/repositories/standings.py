"""Standings, in PostgreSQL: read and written in bulk."""

import json
from collections.abc import Container, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Select, Text, Uuid, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.bulk import MANY, DriverId, are_new
from notifier.adapters.repositories.sql import one_of, plan_for
from notifier.adapters.tables import StandingRow
from notifier.domain.kinds import Told
from notifier.domain.standing import Standing
from shared.db import copy_lines, copy_rows, escaped
from shared.events import Verdict

_COLUMNS = StandingRow.__table__.c
_FIELDS: Final = {
    "policy_id": Uuid,
    "credit_code": Text,
    "enterprise_name": Text,
    "revision": Integer,
    "policy_revision": Integer,
    "profile_revision": Integer,
    "verdict": Text,
    "told": Text,
    "missing": Text,
}
_CHANGED: Final = tuple(_FIELDS)[2:]
# An array of arrays of several lengths is none that PostgreSQL has: each comes as JSON.
_LISTED: Final = "ARRAY(SELECT jsonb_array_elements_text(missing::jsonb))"
# Two consumers that overlap: the newer change wins, whichever commits last.
_UPSERT: Final = text(
    f"INSERT INTO standing ({', '.join(_FIELDS)}) "  # noqa: S608 (fixed parts only)
    f"SELECT {', '.join(_FIELDS).replace('missing', _LISTED)} "
    f"FROM unnest({', '.join(f':{name}' for name in _FIELDS)}) AS new ({', '.join(_FIELDS)}) "
    "ON CONFLICT (policy_id, credit_code) "
    f"DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _CHANGED)} "
    "WHERE excluded.revision >= standing.revision"
).bindparams(*(bindparam(name, type_=ARRAY(column)) for name, column in _FIELDS.items()))


class SqlStandings:
    """Implements `ports.Standings`. Rows are locked in the order of the credit code, so none deadlock."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, policy_id: UUID, credit_codes: Sequence[str]) -> dict[str, Standing]:
        await plan_for(self._session, len(credit_codes))
        mine = select(*_COLUMNS).where(one_of(_COLUMNS.credit_code, credit_codes))
        return {standing.credit_code: standing for standing in await self._locked(policy_id, mine)}

    async def lock_told_eligible(self, policy_id: UUID) -> list[Standing]:
        return await self._locked(policy_id, select(*_COLUMNS).where(_COLUMNS.told == Told.ELIGIBLE))

    async def save(
        self, policy_id: UUID, standings: Sequence[Standing], known: Container[str] | None = None
    ) -> None:
        new = [one for one in standings if one.credit_code not in known] if known is not None else []
        if len(new) >= MANY and await self._copy(policy_id, new):
            standings = [one for one in standings if one.credit_code in (known or ())]
        if standings:
            columns = zip(*_rows(policy_id, standings), strict=True)
            given: dict[str, list[Any]] = dict(zip(_FIELDS, map(list, columns), strict=True))
            given["missing"] = [json.dumps(facts) for facts in given["missing"]]
            await self._session.execute(_UPSERT, given)

    async def _copy(self, policy_id: UUID, standings: Sequence[Standing]) -> bool:
        session, columns = self._session, tuple(_FIELDS)
        if any(standing.missing for standing in standings):
            copying = copy_rows(session, "standing", columns, _rows(policy_id, standings))
        else:
            # Empty arrays are the column's default.
            copying = copy_lines(session, "standing", columns[:-1], _lines(policy_id, standings))
        return await are_new(session, copying)

    async def _locked(self, policy_id: UUID, query: Select[*tuple[Any, ...]]) -> list[Standing]:
        locked = query.where(_COLUMNS.policy_id == policy_id).order_by(_COLUMNS.credit_code).with_for_update()
        return [
            Standing(
                credit_code=row.credit_code,
                enterprise_name=row.enterprise_name,
                revision=row.revision,
                policy_revision=row.policy_revision,
                profile_revision=row.profile_revision,
                verdict=Verdict(row.verdict),
                told=Told(row.told),
                missing=tuple(row.missing),
            )
            for row in await self._session.execute(locked)
        ]


def _lines(policy_id: UUID, standings: Sequence[Standing]) -> Iterator[str]:
    policy = str(policy_id)
    for it in sorted(standings, key=lambda standing: standing.credit_code):
        yield (
            f"{policy}\t{escaped(it.credit_code)}\t{escaped(it.enterprise_name)}\t{it.revision}\t"
            f"{it.policy_revision}\t{it.profile_revision}\t{it.verdict}\t{it.told}"
        )


def _rows(policy_id: UUID, standings: Sequence[Standing]) -> Iterator[tuple[Any, ...]]:
    policy = DriverId(policy_id.bytes)
    for standing in sorted(standings, key=lambda standing: standing.credit_code):
        yield (
            policy,
            standing.credit_code,
            standing.enterprise_name,
            standing.revision,
            standing.policy_revision,
            standing.profile_revision,
            standing.verdict,
            standing.told,
            standing.missing,
        )
