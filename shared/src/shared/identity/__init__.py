"""Who asks: tokens and sessions of an OIDC issuer, roles, and the dependencies that routes use."""

from shared.identity.access import current_principal, require
from shared.identity.errors import (
    BadToken,
    Forbidden,
    Forged,
    IdentityError,
    IssuerUnavailable,
    NotSignedIn,
    SignInFailed,
)
from shared.identity.identity import Identity, make_identity
from shared.identity.principal import DEPARTMENT_ROLES, Principal, Role

__all__ = [
    "DEPARTMENT_ROLES",
    "BadToken",
    "Forbidden",
    "Forged",
    "Identity",
    "IdentityError",
    "IssuerUnavailable",
    "NotSignedIn",
    "Principal",
    "Role",
    "SignInFailed",
    "current_principal",
    "make_identity",
    "require",
]
