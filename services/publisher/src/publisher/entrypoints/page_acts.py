"""Acts that a page's button asks for: done and told on the next page, or refused with the reason there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from publisher.domain.errors import Invalid, NotFound, Refusal
from publisher.entrypoints.desk import Desk
from publisher.handlers.ports import Unit
from shared.web import see_other


async def act(
    desk: Desk, policy_id: UUID, done: str, use_case: Callable[[Unit], Awaitable[object]]
) -> RedirectResponse:
    """Do it in one transaction and go back to the policy's page, which says what came of it."""
    page = address(policy_id)
    try:
        async with desk.units() as unit:
            await use_case(unit)
    except NotFound:
        raise
    except Refusal as refusal:
        return see_other(page, str(refusal), "bad")
    return see_other(page, done)


@dataclass(frozen=True)
class Form:
    """A form's act: what it does, where it leads, and how the form is shown again with what is wrong."""

    use_case: Callable[[Unit], Awaitable[object]]
    again: Callable[[dict[str, str]], Awaitable[Response]]
    back: str
    done: str
    tone: Literal["good", "warn"] = "good"


async def fulfil(desk: Desk, form: Form) -> Response:
    """Do it in one transaction; what is wrong stands beside its field, a refusal on the next page."""
    try:
        async with desk.units() as unit:
            await form.use_case(unit)
    except Invalid as refusal:
        return await form.again({refusal.pointer.strip("/"): str(refusal)})
    except NotFound:
        raise
    except Refusal as refusal:
        return see_other(form.back, str(refusal), "bad")
    return see_other(form.back, form.done, form.tone)


def address(policy_id: UUID, rest: str = "") -> str:
    """The address of a policy's page, or of one below it."""
    return f"/publish/policies/{policy_id}{rest}"
