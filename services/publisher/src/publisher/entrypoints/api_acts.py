"""Acts on a policy over the API: done once for each idempotency key, answered with the policy then."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.responses import JSONResponse

from publisher.domain.policies import Policy
from publisher.entrypoints.api_answers import policy_out
from publisher.entrypoints.api_models import PolicyOut
from publisher.entrypoints.desk import Desk
from publisher.entrypoints.idempotency import answer_once
from publisher.handlers.ports import Unit
from shared.identity import Principal


async def act_once(
    desk: Desk,
    principal: Principal,
    request: Request,
    key: str | None,
    use_case: Callable[[Unit], Awaitable[Policy]],
    *,
    status: int = 200,
) -> JSONResponse:
    """Carry a use case out in one transaction together with keeping its answer."""

    async def act(unit: Unit) -> tuple[int, PolicyOut]:
        return status, policy_out(await use_case(unit), principal, desk.clock)

    return await answer_once(desk, principal, request, key, act)
