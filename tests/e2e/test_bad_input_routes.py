"""Input that no honest client sends, to every route: a clear refusal, never a 500, nothing half done."""

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from tests.e2e.access_people import PEOPLE
from tests.e2e.access_rules import SITE
from tests.e2e.hostile import HEADERS, IDS, PAGE_PARAMETERS, VALUES, Probe, bodies, forms, spoilt_forms
from tests.e2e.household import WHO, Household, new_draft
from tests.e2e.test_access import body_of
from tests.support.html_forms import form_fields

pytestmark = pytest.mark.timeout(300)

# What the kit gives to every service is tried in one of them; metrics say much and are asked nothing.
ROUTES: Final = sorted(
    (method, path)
    for method, path in SITE
    if not re.match("/api/(matcher|notifier|portal)/v1/(ops/|openapi)|/metrics", path)
)
INTERNALS: Final = re.compile(
    r"Traceback|File \"|site-packages|sqlalchemy|asyncpg|pydantic|starlette|object at 0x|NoneType|Exception"
)
# OAuth's errors have a format of their own (RFC 6749, section 5.2); a file is there or it is not.
OWN_FORMAT: Final = ("/id/token", "/id/userinfo", "/assets", "/health")
FORMS: Final = (
    ("editor", "/publish/new", "/publish/new"),
    ("editor", "/publish/policies/{policy_id}/edit", "/publish/policies/{policy_id}/edit"),
    ("editor", "/publish/collections/new", "/publish/collections/new"),
    ("editor", "/publish/collections/{collection_id}", "/publish/collections/{collection_id}"),
    ("me", "/my/profile/edit", "/my/profile/edit"),
    ("me", "/my/preferences", "/my/preferences/kinds"),
    ("me", "/my/preferences", "/my/preferences/endpoints"),
)


def unsound(answer: httpx.Response) -> str:
    """What is wrong with an answer to bad input; nothing where it is in order."""
    status, path = answer.status_code, answer.request.url.path
    if status >= 500 and status != 503:
        return f"status {status}"
    leaked = INTERNALS.search(answer.text) if not path.startswith("/metrics") else None
    if leaked:
        return f"says {leaked.group()}"
    if status < 400 or answer.request.method == "HEAD" or path.startswith(OWN_FORMAT):
        return ""
    if not re.search("[一-鿿]", answer.text):
        return "says nothing in Chinese"
    is_problem = answer.headers["content-type"] == "application/problem+json"
    return "" if is_problem or not path.startswith("/api/") else "is no problem document"


class Trial:
    """Tries one route as somebody who may use it, and gathers what is wrong."""

    def __init__(self, household: Household, method: str, template: str) -> None:
        self.house, self.method, self.template = household.house, method, template
        self.path = household.path(template)
        who = WHO[next(one for one in reversed(PEOPLE) if one in SITE[method, template])]
        self.honest: dict[str, Any] = self.house.headers(who, template)
        self.wrong: list[str] = []

    async def send(self, name: str, url: str = "", method: str = "", **request: Any) -> httpx.Response:
        headers = self.honest | request.pop("headers", {})
        answer = await self.house.http.request(
            method or self.method, url or self.path, headers=headers, **request
        )
        if problem := unsound(answer):
            self.wrong.append(f"{name[:200]}: {problem}: {answer.status_code} {answer.text[:300]}")
        return answer

    async def refused(self, probes: Iterable[Probe]) -> int:
        """Send bodies; what is refused must change nothing. Returns how many were."""
        before, refused = await self.house.state(), 0
        for probe in probes:
            answer = await self.send(probe.name, content=probe.content, headers=probe.headers)
            if answer.status_code < 400:
                before = await self.house.state()
            refused += answer.status_code >= 400
        if await self.house.state() != before:
            self.wrong.append("a refused request changed something")
        return refused


def parametrized(choose: Callable[[str, str], bool]) -> pytest.MarkDecorator:
    """Parameters of a test: the routes that are chosen."""
    return pytest.mark.parametrize("route", [one for one in ROUTES if choose(*one)], ids=" ".join)


@parametrized(lambda _, path: "{" in path)
async def test_ids_that_are_none(household: Household, route: tuple[str, str]) -> None:
    trial = Trial(household, *route)
    before = await household.house.state()
    for name in re.findall(r"{(\w+)", route[1]):
        for value in IDS:
            answer = await trial.send(
                value, household.path(route[1], **{name: value}), **_body(trial, household)
            )
            if route[0] != "GET" and answer.status_code < 300:
                trial.wrong.append(f"{value}: accepted")
    assert trial.wrong == []
    assert await household.house.state() == before


def _body(trial: Trial, household: Household) -> dict[str, Any]:
    return {} if trial.method in {"GET", "DELETE"} else body_of(trial.template, household)


@parametrized(lambda method, _: method == "GET")
async def test_queries(household: Household, route: tuple[str, str]) -> None:
    trial = Trial(household, *route)
    for value in VALUES:
        everything = "&".join(f"{name}={value}" for name in PAGE_PARAMETERS)
        if not trial.path.startswith("/api/"):
            await trial.send(value, f"{trial.path}?{everything}")
        for name in _declared(household, *route):
            await trial.send(f"{name}={value}", f"{trial.path}?{name}={value}&{name}={value}")
    assert trial.wrong == []


def _declared(household: Household, method: str, path: str) -> set[str]:
    contexts = (c for app in household.house.apps.values() for c in iter_route_contexts(app.router.routes))
    found = next(one for one in contexts if one.path == path and method in (one.methods or ()))
    dependant = getattr(found, "dependant", None)
    if dependant is None:
        return set()
    fields = {field.alias for field in dependant.query_params}
    models = [getattr(field.field_info.annotation, "model_fields", {}) for field in dependant.query_params]
    return fields | {name for model in models for name in model}


@parametrized(lambda *_: True)
async def test_headers_and_methods(household: Household, route: tuple[str, str]) -> None:
    trial = Trial(household, *route)
    if route[0] == "GET":
        for headers in HEADERS:
            await trial.send(str(headers), headers=headers)
    for method in ("HEAD", "OPTIONS", "TRACE", "PATCH", "PROPFIND"):
        answer = await trial.send(method, method=method)
        if (method, route[1]) not in SITE and method in {"TRACE", "PATCH", "PROPFIND"}:
            assert answer.status_code == 405, method
            assert answer.headers["allow"]
    assert trial.wrong == []


@parametrized(lambda method, path: method in {"POST", "PUT"} and path.startswith("/api/"))
async def test_bodies(household: Household, route: tuple[str, str]) -> None:
    trial = Trial(household, *route)
    honest = body_of(route[1], household)
    probes = [*forms()] if "files" in honest else [*bodies(honest["json"])]
    await trial.refused(probes)
    assert trial.wrong == []


@parametrized(lambda method, path: method == "POST" and not path.startswith("/api/"))
async def test_forms(household: Household, route: tuple[str, str]) -> None:
    trial = Trial(household, *route)
    await trial.refused(forms())
    assert trial.wrong == []


@pytest.mark.parametrize(("who", "shown", "action"), FORMS, ids=lambda part: part)
async def test_fields_of_forms(household: Household, who: str, shown: str, action: str) -> None:
    household = replace(household, draft=await new_draft(household.house, "表单"))
    trial = Trial(household, "GET", shown)
    trial.honest = household.house.browser(WHO[who])
    honest = form_fields((await trial.send("the form")).text)
    assert len(honest) > 1
    for form in spoilt_forms(honest):
        await trial.send(str(form)[:200], household.path(action), "POST", data=form)
    assert trial.wrong == []


@parametrized(lambda method, _: method in {"POST", "PUT", "DELETE"})
async def test_a_body_that_announces_200_mb_is_not_awaited(
    household: Household, route: tuple[str, str]
) -> None:
    trial = Trial(household, *route)
    host, port = household.house.address.removeprefix("http://").split(":")
    for announced in ("209715200", "99999999999999999999"):
        headers = trial.honest | {"Host": host, "Content-Length": announced, "Connection": "close"}
        lines = [
            f"{trial.method} {trial.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write("\r\n".join([*lines, "", "x"]).encode())
        answer = await asyncio.wait_for(reader.readline(), 5)
        writer.close()
        assert answer.split()[1] in {b"413", b"400"}, (announced, answer)
