"""Who may do what (invariant 11). The department goes into the query; roles are checked here."""

from publisher.domain.errors import NotPermitted
from shared.events import Department
from shared.identity import Principal, Role
from shared.vocabulary import DEPARTMENTS

DEPARTMENT_ROLES = (Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER)
READERS = (*DEPARTMENT_ROLES, Role.OPERATOR)


def acting_department(principal: Principal, *roles: Role) -> str:
    """The department that the person acts for; raises NotPermitted without one of the roles."""
    if not principal.department or not set(roles) & set(principal.roles):
        raise NotPermitted("您的账号没有这项操作的权限。")
    return principal.department


def reading_scope(principal: Principal) -> str | None:
    """The department whose policies the person may see; None for operators, who see all."""
    if Role.OPERATOR in principal.roles:
        return None
    return acting_department(principal, *DEPARTMENT_ROLES)


def as_issuer(code: str) -> Department:
    """A department by its code, with its full name where it is known."""
    return Department(code=code, name=DEPARTMENTS.get(code, code))
