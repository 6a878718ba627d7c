"""What routes need, kept on the application by `main`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.people import Member as Person
from notifier.domain.people import Viewer
from notifier.entrypoints.links import Links
from notifier.entrypoints.lookout import Lookout
from notifier.handlers.live_ports import Arrivals
from notifier.handlers.people_ports import CalendarWriter
from notifier.handlers.ports import Letters, Tools
from shared.db import Database
from shared.identity import Forbidden, Principal, Role, require
from shared.web import Templates


@dataclass(frozen=True, slots=True)
class Kit:
    """Database, tools and templates of the running service."""

    database: Database
    tools: Tools
    letters: Letters
    templates: Templates
    allow_private: bool
    public_url: str
    arrivals: Callable[[AsyncSession], Arrivals]
    lookout: Lookout
    calendars: CalendarWriter
    links: Links


def _kit(request: Request) -> Kit:
    kit: Kit = request.app.state.kit
    return kit


UsingKit = Annotated[Kit, Depends(_kit)]
Member = Annotated[Principal, Depends(require(Role.ENTERPRISE_MEMBER))]
Association = Annotated[Principal, Depends(require(Role.ASSOCIATION_MEMBER))]
Operator = Annotated[Principal, Depends(require(Role.OPERATOR))]
MemberOrOperator = Annotated[Principal, Depends(require(Role.ENTERPRISE_MEMBER, Role.OPERATOR))]


def own_code(principal: Principal) -> str:
    """Return the credit code whose data the principal may see."""
    if principal.credit_code is None:
        raise Forbidden("您的账号没有绑定企业。如需开通，请联系本单位管理员。")
    return principal.credit_code


def person(principal: Principal) -> Person:
    """Return the member that the principal is."""
    return Person(own_code(principal), principal.subject, principal.name)


def viewer(principal: Principal) -> Viewer:
    """Return what endpoints the principal sees: the enterprise's, and those of their own."""
    return Viewer(own_code(principal), principal.subject)


def viewer_of(principal: Principal, credit_code: str) -> Viewer:
    """Return what endpoints the principal sees of an enterprise; an operator only the enterprise's."""
    code = own_or_operated(principal, credit_code)
    return Viewer(code, principal.subject if principal.credit_code == code else None)


def own_or_operated(principal: Principal, credit_code: str) -> str:
    """Return `credit_code` where it is the principal's own, or the principal operates the system."""
    if principal.is_operator or (principal.is_enterprise and principal.credit_code == credit_code):
        return credit_code
    raise Forbidden("您只能查看和修改本企业的内容。")
