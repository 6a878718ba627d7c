"""Who may do what: every route of the whole site. A route that is not here fails `test_access.py`.

Ids in a path are mine, or of my own department.
"""

from typing import Final

from tests.e2e.access_people import (
    ANYBODY,
    CHAMBER,
    CLERKS,
    CURATORS,
    DEPARTMENT,
    MEMBERS,
    MINE,
    OFFICIALS,
    OPERATED,
    OPERATORS,
    READERS,
    Rules,
)
from tests.e2e.access_rules_publisher import PUBLISHER_API, PUBLISHER_PAGES, RESULTS

SESSION: Final[Rules] = {
    ("GET", "/assets/{digest}/{name:path}"): ANYBODY,
    ("GET", "/favicon.ico"): ANYBODY,
    ("GET", "/auth/login"): ANYBODY,
    ("GET", "/auth/callback"): ANYBODY,
    ("POST", "/auth/logout"): ANYBODY,
}
HEALTH: Final[Rules] = {(("GET", path)): ANYBODY for path in ("/health/live", "/health/ready", "/metrics")}


def _kit(api: str) -> Rules:
    ops = f"/api/{api}/v1/ops"
    return (
        SESSION
        | HEALTH
        | {("GET", f"/api/{api}/v1/openapi.json"): ANYBODY}
        | {("GET", f"{ops}/{name}"): OPERATORS for name in ("status", "evidence", "dead")}
        | {
            ("POST", f"{ops}/{name}"): OPERATORS
            for name in ("replay", "rebuild", "dead/{dead_id}/replay", "dead/{dead_id}/discard")
        }
    )


_M: Final = "/api/matcher/v1"
MATCHER: Final[Rules] = {
    ("POST", f"{_M}/policies/{{policy_id}}/check"): ANYBODY,
    ("POST", f"{_M}/checks"): ANYBODY,
    ("GET", f"{_M}/criteria/facts"): ANYBODY,
    ("GET", f"{_M}/criteria/schema"): ANYBODY,
    ("POST", f"{_M}/criteria/validate"): ANYBODY,
    ("POST", f"{_M}/criteria/preview"): OFFICIALS,
    ("GET", f"{_M}/codes/{{kind}}"): ANYBODY,
    ("POST", f"{_M}/enterprises/import"): OPERATORS,
    ("GET", f"{_M}/imports"): OFFICIALS,
    ("POST", f"{_M}/imports"): OFFICIALS,
    ("GET", f"{_M}/imports/{{job_id}}"): READERS,
    ("GET", f"{_M}/imports/{{job_id}}/refused.csv"): READERS,
    ("GET", "/publish/enterprises"): OFFICIALS,
    ("POST", "/publish/enterprises"): OFFICIALS,
    ("GET", "/publish/enterprises/{job_id}"): READERS,
    ("GET", "/publish/enterprises/policies/{policy_id}"): READERS,
    ("GET", f"{_M}/enterprises/{{credit_code}}"): OPERATED,
    ("PUT", f"{_M}/enterprises/{{credit_code}}"): OPERATED,
    ("DELETE", f"{_M}/enterprises/{{credit_code}}"): OPERATED,
    ("GET", f"{_M}/enterprises/{{credit_code}}/matches"): OPERATED,
    ("GET", f"{_M}/enterprises/{{credit_code}}/history"): OPERATED,
    ("GET", f"{_M}/enterprises/{{credit_code}}/opportunities"): OPERATED,
    ("GET", f"{_M}/enterprises/{{credit_code}}/questions"): OPERATED,
    ("GET", f"{_M}/enterprises/{{credit_code}}/policies/{{policy_id}}/explanation"): OPERATED,
    ("GET", f"{_M}/policies/{{policy_id}}/matches"): READERS,
    ("GET", f"{_M}/policies/{{policy_id}}/exclusions"): READERS,
    ("GET", "/my"): ANYBODY,  # goes on to /my/
    ("GET", "/my/"): MEMBERS,
    ("GET", "/my/matches/{policy_id}"): MEMBERS,
    ("GET", "/my/profile"): MEMBERS,
    ("GET", "/my/profile/history"): MEMBERS,
    ("GET", "/my/questions"): MEMBERS,
    ("POST", "/my/questions"): MEMBERS,
    ("GET", "/my/profile/edit"): MEMBERS,
    ("POST", "/my/profile/edit"): MEMBERS,
}
_N: Final = "/api/notifier/v1"
NOTIFIER: Final[Rules] = {
    ("GET", f"{_N}/messages"): MEMBERS,
    ("GET", f"{_N}/messages/count"): MEMBERS,
    ("GET", f"{_N}/messages/stream"): MEMBERS,
    ("GET", f"{_N}/messages/counts"): OPERATORS,
    ("GET", f"{_N}/messages/{{message_id}}"): MINE,
    ("POST", f"{_N}/messages/{{message_id}}/open"): MINE,
    ("GET", f"{_N}/reminders"): MEMBERS,
    ("GET", f"{_N}/calendar.ics"): ANYBODY,  # who has the address
    ("POST", f"{_N}/calendar"): MEMBERS,
    ("DELETE", f"{_N}/calendar"): MEMBERS,
    ("GET", f"{_N}/language"): MEMBERS,
    ("PUT", f"{_N}/language"): MEMBERS,
    ("GET", f"{_N}/endpoints"): MEMBERS,
    ("POST", f"{_N}/endpoints"): MEMBERS,
    ("DELETE", f"{_N}/endpoints/{{endpoint_id}}"): MINE,
    ("GET", f"{_N}/enterprises/{{credit_code}}/endpoints"): OPERATED,
    ("PUT", f"{_N}/enterprises/{{credit_code}}/endpoints"): OPERATED,
    **{
        ("POST", f"{_N}/enterprises/{{credit_code}}/endpoints/{{endpoint_id}}/{act}"): OPERATED
        for act in ("verification", "confirmation", "trial", "secret")
    },
    ("GET", f"{_N}/enterprises/{{credit_code}}/endpoints/{{endpoint_id}}/deliveries"): OPERATED,
    ("POST", f"{_N}/enterprises/{{credit_code}}/deliveries/{{delivery_id}}/replay"): OPERATED,
    ("GET", f"{_N}/deliveries/failed"): OPERATORS,
    ("POST", f"{_N}/delivery-reports"): OPERATORS,
    ("POST", f"{_N}/delivery-reports/mail"): OPERATORS,
    ("GET", f"{_N}/suppressions"): OPERATORS,
    ("DELETE", f"{_N}/suppressions"): OPERATORS,
    ("GET", f"{_N}/enterprises/{{credit_code}}/endpoints/{{endpoint_id}}/sending"): OPERATED,
    ("PUT", f"{_N}/enterprises/{{credit_code}}/endpoints/{{endpoint_id}}/sending"): OPERATED,
    ("GET", f"{_N}/letters"): OPERATORS,
    ("GET", f"{_N}/letters/preview"): OPERATORS,
    ("GET", f"{_N}/enterprises/{{credit_code}}/preferences"): OPERATED,
    ("PUT", f"{_N}/enterprises/{{credit_code}}/preferences"): OPERATED,
    **{
        (method, f"{_N}/{name}"): MEMBERS
        for name in ("follows", "mutes")
        for method in ("GET", "POST", "DELETE")
    },
    ("GET", f"{_N}/consent"): MEMBERS,
    ("PUT", f"{_N}/consent"): MEMBERS,
    ("GET", f"{_N}/associations"): MEMBERS,
    ("POST", f"{_N}/associations/{{association_code}}/{{act}}"): MEMBERS,
    ("GET", f"{_N}/association/members"): CHAMBER,
    ("POST", f"{_N}/association/members"): CHAMBER,
    ("GET", f"{_N}/association/reach"): CHAMBER,
    ("GET", f"{_N}/association/reach/{{policy_id}}"): CHAMBER,
    ("GET", "/association"): CHAMBER,
    ("GET", "/association/"): CHAMBER,
    ("GET", "/association/policies/{policy_id}"): CHAMBER,
    ("GET", "/association/members"): CHAMBER,
    ("POST", "/association/members"): CHAMBER,
    ("POST", "/association/members/{credit_code}/end"): CHAMBER,
    ("GET", "/association/follows"): CHAMBER,
    ("POST", "/association/follows/{act}"): CHAMBER,
    ("GET", "/my/follows"): MEMBERS,
    ("POST", "/my/follows/{act}"): MEMBERS,
    ("GET", "/my/associations"): MEMBERS,
    ("POST", "/my/associations/consent"): MEMBERS,
    ("POST", "/my/associations/{association_code}/{act}"): MEMBERS,
    ("GET", "/my/inbox/to/{token}"): MINE,
    ("GET", "/my/inbox"): MEMBERS,
    ("GET", "/my/inbox/"): MEMBERS,
    ("GET", "/my/inbox/{message_id}"): MINE,
    ("GET", "/my/reminders"): MEMBERS,
    ("POST", "/my/reminders/calendar"): MEMBERS,
    ("POST", "/my/reminders/calendar/remove"): MEMBERS,
    ("GET", "/my/preferences"): MEMBERS,
    ("GET", "/my/preferences/schedule"): MEMBERS,
    ("GET", "/my/preferences/schedule/{endpoint_id}"): MINE,
    ("POST", "/my/preferences/schedule/{endpoint_id}"): MINE,
    ("POST", "/my/preferences/endpoints"): MEMBERS,
    ("GET", "/my/preferences/endpoints/{endpoint_id}"): MINE,
    **{
        ("POST", f"/my/preferences/endpoints/{{endpoint_id}}/{act}"): MINE
        for act in ("verification", "confirmation", "trial", "secret", "deliveries/{delivery_id}/replay")
    },
    # Who has the address: it stands in the mails to the endpoint.
    ("GET", "/my/preferences/unsubscribe/{ending}"): ANYBODY,
    ("POST", "/my/preferences/unsubscribe/{ending}"): ANYBODY,
    ("GET", "/subscribe/gazette"): ANYBODY,
    ("POST", "/subscribe/gazette"): ANYBODY,
    **{
        (how, f"/subscribe/gazette/{act}"): ANYBODY
        for how in ("GET", "POST")
        for act in ("confirm/{confirming}", "end/{reader}")
    },
    ("POST", "/my/preferences/endpoints/{endpoint_id}/remove"): MINE,
    ("POST", "/my/preferences/language"): MEMBERS,
    ("POST", "/my/preferences/kinds"): MEMBERS,
    ("GET", "/ops/notices"): OPERATORS,
    ("GET", "/ops/notices/endpoints"): OPERATORS,
    ("POST", "/ops/notices/endpoints/lift"): OPERATORS,
    ("POST", "/ops/notices/replay"): OPERATORS,
    ("POST", "/ops/notices/{delivery_id}/replay"): OPERATORS,
}
_PUBLIC: Final = (
    "/",
    "/gov/",
    "/gov/feed.atom",
    "/gov/policies/{policy_id}",
    "/gov/policies/{policy_id}/qr.svg",
    "/gov/gazette",
    "/gov/gazette/feed.atom",
    "/gov/gazette/{name}",
    "/gov/library",
    "/gov/library/{slug}",
    "/gov/opinions",
    "/gov/results",
    "/gov/results/{announcement_id}",
    "/biz/",
    "/biz/feed.atom",
    "/biz/policies/{policy_id}",
    "/biz/policies/{policy_id}/check",
    "/biz/check",
    "/biz/calendar",
    "/biz/compare",
    "/en/",
    "/en/policies/{policy_id}",
    "/search",
    "/search/suggest",
    "/opensearch.xml",
    "/parity",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap-{part}.xml",
    "/gov/feed.json",
    "/biz/feed.json",
    "/biz/windows.ics",
    "/search/feed.atom",
    "/search/feed.json",
    *(f"/api/portal/v1/{name}" for name in ("parity", "policies", "policies/{policy_id}")),
    *(f"/api/portal/v1/{name}" for name in ("search", "suggestions")),
    *(f"/api/portal/v1/export/{name}" for name in ("policies.jsonl", "policies.csv", "schema")),
)
_OPS: Final = (
    "/ops/",
    "/ops/dead",
    "/ops/invariants",
    "/ops/policies/{policy_id}",
    "/ops/traces",
    "/ops/traces/{trace_id}",
    "/api/portal/v1/ops/static-site",
)
_COLLECTIONS: Final = "/publish/collections"
_COLLECTION: Final = f"{_COLLECTIONS}/{{collection_id}}"
COLLECTIONS: Final[Rules] = {
    ("GET", _COLLECTIONS): DEPARTMENT | {"other"},
    ("GET", f"{_COLLECTIONS}/new"): CLERKS,
    ("POST", f"{_COLLECTIONS}/new"): CLERKS,
    ("GET", _COLLECTION): CURATORS,
    ("POST", _COLLECTION): CURATORS,
    ("GET", f"{_COLLECTION}/picks"): CURATORS,
    ("POST", f"{_COLLECTION}/picks"): CURATORS,
    ("POST", f"{_COLLECTION}/{{act}}"): CURATORS,
}
PORTAL: Final[Rules] = (
    {("GET", path): ANYBODY for path in _PUBLIC}
    | {("POST", path): ANYBODY for path in ("/biz/policies/{policy_id}/check", "/biz/check")}
    | {("GET", path): OPERATORS for path in _OPS}
    | {("GET", path): OFFICIALS for path in ("/links", "/api/portal/v1/links")}
    | {("POST", "/ops/dead/{service}/{dead_id}/{act}"): OPERATORS}
)
EDITION: Final[Rules] = (
    SESSION
    | HEALTH
    | {
        ("GET", "/api/ops/v1/traces"): OPERATORS,
        ("GET", "/api/ops/v1/traces/{trace_id}"): OPERATORS,
    }
)
ISSUER: Final[Rules] = {
    **{route: who for route, who in SESSION.items() if not route[1].startswith("/auth")},
    ("GET", "/id/.well-known/openid-configuration"): ANYBODY,
    ("GET", "/id/keys"): ANYBODY,
    ("GET", "/id/userinfo"): ANYBODY - {"nobody"},
    ("POST", "/id/userinfo"): ANYBODY - {"nobody"},
    ("GET", "/id/logout"): ANYBODY,
    ("GET", "/id/authorize"): ANYBODY,
    ("POST", "/id/authorize"): ANYBODY,
    ("POST", "/id/token"): ANYBODY,
}

RULES: Final[dict[str, Rules]] = {
    "publisher": _kit("publisher") | PUBLISHER_API | PUBLISHER_PAGES | RESULTS,
    "matcher": _kit("matcher") | MATCHER,
    "notifier": _kit("notifier") | NOTIFIER,
    "portal-sync": _kit("portal") | PORTAL | COLLECTIONS,
    "edition": EDITION,
    "issuer": ISSUER,
}
# At the one address every path is answered once, whichever application it goes to.
SITE: Final[Rules] = {route: who for rules in RULES.values() for route, who in rules.items()}
