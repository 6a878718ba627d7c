"""Dependencies of routes: who asks, and may they?"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from shared.identity.errors import Forbidden, NotSignedIn
from shared.identity.principal import Principal, Role


async def current_principal(request: Request) -> Principal | None:
    """Return who asks, or None for a visitor."""
    principal: Principal | None = getattr(request.state, "principal", None)
    return principal


def require(*roles: Role) -> Callable[[Request], Awaitable[Principal]]:
    """Make a dependency that lets in those who have one of `roles`, or anybody signed in where none is named.

    A department's role without a department, or one of the others' without a credit code, lets nobody in:
    there would be nothing to hold them to. Raises NotSignedIn or Forbidden, which become a problem, or the
    sign-in for a page.
    """
    wanted = frozenset(roles)

    async def required(request: Request) -> Principal:
        principal = await current_principal(request)
        if principal is None:
            raise NotSignedIn("请先登录。")
        if wanted and not wanted & _usable(principal):
            raise Forbidden("您的账号没有这项权限。如需开通，请联系本单位管理员。")
        return principal

    return required


def _usable(principal: Principal) -> frozenset[Role]:
    usable = principal.roles
    if not principal.is_department:
        usable -= {Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER}
    if not principal.is_enterprise:
        usable -= {Role.ENTERPRISE_MEMBER}
    if not principal.is_association:
        usable -= {Role.ASSOCIATION_MEMBER}
    return usable
