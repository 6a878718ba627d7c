"""What can be wrong with who asks. Each is a sentence for people and a status for programs."""

# ruff: noqa: N818 (each is named by what happened)


class IdentityError(Exception):
    """Base of all; `status` is HTTP's."""

    status = 401
    title = "需要登录"


class NotSignedIn(IdentityError):
    """Nobody is signed in, and the route needs somebody."""


class BadToken(IdentityError):
    """A bearer token that proves nothing. The reason is for logs; callers learn only that it failed."""

    title = "访问令牌无效"

    def __init__(self, reason: str) -> None:
        super().__init__("访问令牌无效或已过期，请重新获取。")
        self.reason = reason


class Forbidden(IdentityError):
    """Signed in, but not in a role that may do this."""

    status = 403
    title = "没有权限"


class Forged(IdentityError):
    """A request that changes something and does not come from this site's own pages."""

    status = 403
    title = "请求未通过安全校验"


class SignInFailed(IdentityError):
    """A sign-in that cannot be completed: replayed, tampered with, too old, or refused by the issuer."""

    status = 400
    title = "登录未完成"


class IssuerUnavailable(IdentityError):
    """The issuer does not answer, or answers nonsense; trying again later may help."""

    status = 503
    title = "登录服务暂时不可用"

    def __init__(self, reason: str) -> None:
        super().__init__("登录服务暂时不可用，请稍后再试。")
        self.reason = reason
