"""Enterprises that left, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, exists, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.people_tables import ClickedRow, FollowRow, MemberRow, MembershipRow, MuteRow
from notifier.adapters.repositories.sql import one_of, plan_for
from notifier.adapters.tables import (
    ApplicationRow,
    DeliveryFailureRow,
    DeliveryRow,
    EndpointChallengeRow,
    EndpointRow,
    EndpointSettingsRow,
    MessageRow,
    MutedKindRow,
    OpenedRow,
    PreferenceRow,
    ReminderRow,
    RemovedEnterpriseRow,
    StandingRow,
)
from shared.clock import SHANGHAI

# Standings and reminders first: whoever is about to tell because of one holds its lock, and is waited for.
_HELD = (
    StandingRow,
    ReminderRow,
    ApplicationRow,
    DeliveryRow,
    DeliveryFailureRow,
    EndpointRow,
    EndpointChallengeRow,
    MessageRow,
    MutedKindRow,
    PreferenceRow,
    EndpointSettingsRow,
    OpenedRow,
    ClickedRow,
    FollowRow,
    MuteRow,
    MembershipRow,
    MemberRow,
)

_ASK = text("SELECT pg_advisory_xact_lock_shared(hashtext('removed enterprises'))")
_REMOVE = text("SELECT pg_advisory_xact_lock(hashtext('removed enterprises'))")


class SqlEnterprises:
    """Implements `ports.Enterprises`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def removed(self, credit_codes: Sequence[str]) -> dict[str, int]:
        await self._session.execute(_ASK)
        await plan_for(self._session, len(credit_codes))
        theirs = select(RemovedEnterpriseRow.credit_code, RemovedEnterpriseRow.revision).where(
            one_of(RemovedEnterpriseRow.credit_code, credit_codes)
        )
        return {row.credit_code: row.revision for row in await self._session.execute(theirs)}

    async def came_back(self, credit_codes: Sequence[str]) -> None:
        await self._session.execute(
            update(RemovedEnterpriseRow)
            .where(one_of(RemovedEnterpriseRow.credit_code, credit_codes))
            .values(returned=True)
        )

    async def gone(self, credit_codes: Sequence[str]) -> set[str]:
        await self._session.execute(_ASK)
        theirs = select(RemovedEnterpriseRow.credit_code).where(
            one_of(RemovedEnterpriseRow.credit_code, credit_codes), RemovedEnterpriseRow.returned.is_(False)
        )
        return set(await self._session.scalars(theirs))

    async def erase(self, credit_code: str, revision: int, at: datetime) -> None:
        await self._session.execute(_REMOVE)
        newer = StandingRow.profile_revision > revision
        theirs = StandingRow.credit_code == credit_code
        returned = bool(await self._session.scalar(select(exists().where(theirs, newer))))
        if returned:
            await self._erase_former_life(credit_code, revision, at)
        else:
            for row in _HELD:
                await self._session.execute(delete(row).where(row.credit_code == credit_code))
        tombstone = {"revision": revision, "returned": returned}
        await self._session.execute(
            insert(RemovedEnterpriseRow)
            .values(credit_code=credit_code, **tombstone)
            .on_conflict_do_update(index_elements=["credit_code"], set_=tombstone)
        )

    async def _erase_former_life(self, credit_code: str, revision: int, at: datetime) -> None:
        """Erase what came of profiles up to `revision`, and what was made before it left."""
        day = at.astimezone(SHANGHAI).date()
        former = (
            (StandingRow, StandingRow.profile_revision <= revision),
            (ReminderRow, ReminderRow.policy_id.not_in(_policies_of(credit_code))),
            (ApplicationRow, ApplicationRow.filed_on <= day),
            (DeliveryRow, DeliveryRow.created_at <= at),
            (DeliveryFailureRow, DeliveryFailureRow.failed_at <= at),
            (EndpointRow, EndpointRow.created_at <= at),
            (EndpointChallengeRow, EndpointChallengeRow.sent_at <= at),
            (MessageRow, MessageRow.created_at <= at),
            (OpenedRow, OpenedRow.opened_at <= at),
            (ClickedRow, ClickedRow.clicked_at <= at),
            (FollowRow, FollowRow.created_at <= at),
            (MuteRow, MuteRow.created_at <= at),
            (MembershipRow, MembershipRow.asked_at <= at),
            (MemberRow, MemberRow.joined_at <= at),
            # After the endpoints: what was chosen for those that are gone.
            (PreferenceRow, PreferenceRow.endpoint_id.not_in(select(EndpointRow.id))),
            (EndpointSettingsRow, EndpointSettingsRow.endpoint_id.not_in(select(EndpointRow.id))),
        )
        for row, which in former:
            await self._session.execute(delete(row).where(row.credit_code == credit_code, which))


def _policies_of(credit_code: str) -> Select[UUID]:
    return select(StandingRow.policy_id).where(StandingRow.credit_code == credit_code)
