"""Who asks, and what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self


class Role(StrEnum):
    """What a person or a program may do; the issuer's `roles` claim carries these words."""

    DEPARTMENT_EDITOR = "department_editor"
    DEPARTMENT_REVIEWER = "department_reviewer"
    DEPARTMENT_PUBLISHER = "department_publisher"
    ENTERPRISE_MEMBER = "enterprise_member"
    ASSOCIATION_MEMBER = "association_member"
    OPERATOR = "operator"


DEPARTMENT_ROLES: Final = frozenset(
    {Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER}
)


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person or program.

    `department` is a code (KW); `credit_code` names the enterprise, or the association, chamber or park.
    """

    subject: str
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    department: str | None = None
    credit_code: str | None = None

    def has(self, *roles: Role) -> bool:
        """Tell whether the principal has one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_department(self) -> bool:
        return self.department is not None and self.has(*DEPARTMENT_ROLES)

    @property
    def is_enterprise(self) -> bool:
        return self.credit_code is not None and self.has(Role.ENTERPRISE_MEMBER)

    @property
    def is_association(self) -> bool:
        return self.credit_code is not None and self.has(Role.ASSOCIATION_MEMBER)

    @property
    def is_operator(self) -> bool:
        return self.has(Role.OPERATOR)

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Self:
        """Read an issuer's claims: `sub`, `name`, `roles`, `department`, `credit_code`.

        Roles that Huiqi does not know are left out: an issuer that serves other systems too has its own.
        A claim of the wrong type raises ValueError, for a token that says nonsense proves nothing.
        """
        roles = claims.get("roles") or []
        if not isinstance(roles, list):
            raise ValueError("claim roles is not a list")  # noqa: TRY004 (a wrong value of a claim)
        known = {role.value: role for role in Role}
        return cls(
            subject=_text(claims, "sub") or _missing("sub"),
            name=_text(claims, "name") or "",
            roles=frozenset(known[role] for role in roles if isinstance(role, str) and role in known),
            department=_text(claims, "department"),
            credit_code=_text(claims, "credit_code"),
        )

    def to_claims(self) -> dict[str, Any]:
        """Write the claims that `from_claims` reads."""
        claims = {
            "sub": self.subject,
            "name": self.name,
            "roles": sorted(self.roles),
            "department": self.department,
            "credit_code": self.credit_code,
        }
        return {name: value for name, value in claims.items() if value is not None}


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"claim {name} is not a string")
    return value or None


def _missing(name: str) -> str:
    raise ValueError(f"claim {name} is missing")
