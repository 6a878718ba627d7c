"""What the house holds before a test: policies of a department, two enterprises, messages, results."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from huiqi.sample.credit_codes import credit_code
from shared.identity import Principal, Role
from tests.support.house import House
from tests.support.main_job import policy

MINE, THEIRS = credit_code("310107", 90_001), credit_code("310107", 90_002)
CHAMBER: Final = credit_code("310107", 90_003, "51")
NOTHING: Final = "00000000-0000-0000-0000-000000000000"
SECRET_DRAFT: Final = "尚未公开的草稿标题"
SECRET_NAME: Final = "不为外人所知的企业"
SECRET_MAIL: Final = "only-mine@example.com"

_STAFF: Final = (Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER)


def _staff(name: str, *roles: Role, department: str = "KW") -> Principal:
    return Principal(f"{department}.{name}", name, frozenset(roles), department=department)


def _member(name: str, code: str) -> Principal:
    return Principal(name, name, frozenset({Role.ENTERPRISE_MEMBER}), credit_code=code)


WHO: Final[dict[str, Principal | None]] = {
    "nobody": None,
    "me": _member("me", MINE),
    "they": _member("they", THEIRS),
    "chamber": Principal("chamber", "商会", frozenset({Role.ASSOCIATION_MEMBER}), credit_code=CHAMBER),
    "editor": _staff("editor", _STAFF[0]),
    "reviewer": _staff("reviewer", _STAFF[1]),
    "publisher": _staff("publisher", _STAFF[2]),
    "other": _staff("all", *_STAFF, department="SW"),
    "operator": Principal("operator", "运维", frozenset({Role.OPERATOR})),
}
_REVIEWERS: Final = tuple(_staff(f"review{n}", _STAFF[1]) for n in (1, 2, 3))


@dataclass(frozen=True)
class Household:
    """The house and the ids of what is in it."""

    house: House
    draft: str
    live: str
    ids: dict[str, str]

    def path(self, template: str, **other: str) -> str:
        """Fill a path with what is mine; a publisher's policy is the draft that nobody else may see."""
        at_publisher = template.startswith(("/publish", "/api/publisher")) and "/enterprises" not in template
        ids = self.ids | {"policy_id": self.draft if at_publisher else self.live} | other
        return template.replace("{name:path}", "{name}").format_map(ids)


async def furnish(house: House) -> Household:
    """Publish, match, tell: once, through the public API."""
    await _enterprises(house)
    await _associate(house)
    live, draft = await new_draft(house, "研发费用补助"), await new_draft(house, SECRET_DRAFT)
    await _publish(house, live)
    await house.pump()
    announced = await _must(
        house, WHO["publisher"], "POST", f"/api/publisher/v1/policies/{live}/results", results()
    )
    await _must(house, WHO["editor"], "POST", "/api/publisher/v1/applications/progress", progress(live))
    await house.pump()
    messages = await _must(house, WHO["me"], "GET", "/api/notifier/v1/messages")
    at = f"/api/notifier/v1/enterprises/{MINE}/endpoints"
    endpoints = await _must(house, WHO["me"], "PUT", at, [{"kind": "email", "address": SECRET_MAIL}])
    reading = house.apps["notifier"].state.gazette.links
    ids = {
        "announcement_id": announced["announcement_id"],
        "department": "CZ",
        "message_id": messages["items"][0]["id"],
        "token": _link(house, messages["items"][0]["id"]),
        "association_code": CHAMBER,
        "endpoint_id": endpoints["items"][0]["id"],
        "delivery_id": NOTHING,
        "ending": house.apps["notifier"].state.console.unsubscribing.token(UUID(endpoints["items"][0]["id"])),
        "confirming": reading.confirming(UUID(NOTHING)).rpartition("/")[2],
        "reader": reading.ending(UUID(NOTHING)).rpartition("/")[2],
        "credit_code": MINE,
        "number": "1",
        "place": "0",
        "part": "pages",
        "remark_id": NOTHING,
        "sha256": "0" * 64,
        "import_id": NOTHING,
        "dead_id": "1",
        "trace_id": "0" * 32,
        "service": "matcher",
        "act": "replay",
        "digest": "0",
        "name": "favicon.svg",
        "kind": "region",
        "slug": "theme-technology",
        "collection_id": await _collect(house),
        "job_id": await _import(house),
    }
    return Household(house, draft, live, ids)


async def _associate(house: House) -> None:
    """Let the chamber see what reaches them, before anything does."""
    api = "/api/notifier/v1"
    await _must(house, WHO["chamber"], "POST", f"{api}/association/members", {"credit_codes": [THEIRS]})
    agreed = await house.ask(WHO["they"], "POST", f"{api}/associations/{CHAMBER}/agree")
    assert agreed.is_success


def _link(house: House, message_id: str) -> str:
    """The token of my message's first link."""
    links = house.apps["notifier"].state.kit.links
    return str(links.address(MINE, UUID(message_id), 0)).rpartition("/")[2]


def results() -> dict[str, Any]:
    """An announcement of results; those on it are named in public."""
    entry = {"enterprise_name": "公示企业", "credit_code": THEIRS, "amount_yuan": "200000"}
    return {"title": "拟支持名单公示", "entries": [entry], "contact": {"name": "科技科", "phone": "021-1"}}


def objection() -> dict[str, Any]:
    """An objection to the one enterprise on the list."""
    who = {"objector_name": "李某", "objector_contact": "电话", "statement": "不符合条件。"}
    return {"credit_code": THEIRS, **who}


def progress(policy_id: str) -> dict[str, Any]:
    """My application was received."""
    at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    item = {
        "application_id": "A1",
        "policy_id": policy_id,
        "credit_code": MINE,
        "state": "received",
        "occurred_at": at,
    }
    return {"items": [item]}


def draft_body(title: str = "草稿") -> dict[str, Any]:
    """The body of a request that writes a draft."""
    return {"content": policy(title), "disclosure": "active", "channels": ["government", "business"]}


async def _enterprises(house: House) -> None:
    facts = {"registered_region": "310107", "revenue": 6_000_000}
    for code, name in ((MINE, SECRET_NAME), (THEIRS, "他们的企业")):
        profile = {"name": name, "facts": facts}
        await _must(house, WHO["operator"], "PUT", f"/api/matcher/v1/enterprises/{code}", profile)


async def _collect(house: House) -> str:
    """Make a collection of the theme library that nobody else sees; return its id."""
    made = await house.ask(WHO["editor"], "POST", "/publish/collections/new", data={"title": SECRET_DRAFT})
    return made.headers["location"].split("/")[-2]


async def _import(house: House) -> str:
    """Hand in a table of profiles that nobody works off; return the import's id."""
    file = {"file": ("e.csv", b"credit_code,name")}
    made = await house.ask(WHO["editor"], "POST", "/api/matcher/v1/imports", files=file)
    return str(made.json()["job_id"])


async def new_draft(house: House, title: str) -> str:
    """Write a draft; return its policy's id."""
    made = await _must(house, WHO["editor"], "POST", "/api/publisher/v1/policies", draft_body(title))
    return str(made["policy_id"])


async def _publish(house: House, policy_id: str) -> None:
    at = f"/api/publisher/v1/policies/{policy_id}"
    await _must(house, WHO["editor"], "POST", f"{at}/submit")
    for step, who in zip(("first", "second", "final"), _REVIEWERS, strict=True):
        await _must(
            house, who, "POST", f"{at}/reviews", {"step": step, "decision": "approve", "proofread": True}
        )
    await _must(house, WHO["publisher"], "POST", f"{at}/publish")


async def _must(house: House, who: Principal | None, method: str, path: str, body: Any = None) -> Any:
    answer = await house.ask(who, method, path, json=body)
    assert answer.is_success, f"{method} {path}: {answer.text}"
    return answer.json()
