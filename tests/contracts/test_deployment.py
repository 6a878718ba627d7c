"""What is deployed agrees with what is written: routes of the proxy, names of metrics, the realm's claims."""

import importlib
import json
import re
from pathlib import Path
from typing import Final

import pytest
from prometheus_client import REGISTRY

from shared.db.bootstrap import SCHEMAS
from shared.identity import Principal, Role
from shared.telemetry import metrics

ROOT: Final = Path(__file__).parents[2]
CADDYFILE: Final = (ROOT / "deploy/docker/Caddyfile").read_text(encoding="utf-8")
REALM: Final = json.loads((ROOT / "deploy/docker/keycloak/huiqi-realm.json").read_text(encoding="utf-8"))


def proxied_to(path: str) -> str:
    """The service that the Caddyfile sends a path to: its first block that fits, as Caddy does."""
    for name, patterns in re.findall(r"@([a-z-]+) path (.+)", CADDYFILE):
        for pattern in patterns.split():
            if path == pattern or (pattern.endswith("*") and path.startswith(pattern[:-1])):
                return str(name)
    return "portal-sync"


def prefixes() -> list[tuple[str, str]]:
    found = []
    for package in SCHEMAS:
        settings = importlib.import_module(f"{package}.settings").Settings(
            database_url="postgresql+asyncpg://nobody@127.0.0.1:1/none", session_secret="x" * 32
        )
        service = importlib.import_module(f"{package}.main").build(settings)
        found += [(service.name, prefix) for prefix in service.prefixes]
    return found


@pytest.mark.parametrize(("service", "prefix"), prefixes())
def test_the_proxy_sends_each_prefix_to_its_service(service: str, prefix: str) -> None:
    assert proxied_to(prefix) == service
    assert proxied_to(prefix.rstrip("/") + "/below") == service


def test_metrics_and_health_are_not_public() -> None:
    assert proxied_to("/metrics") == "private"
    assert proxied_to("/health/ready") == "private"


def test_alerts_name_metrics_that_exist() -> None:
    assert metrics.EVENTS_DEAD is not None
    known = {sample.name for family in REGISTRY.collect() for sample in family.samples}
    known |= {family.name for family in REGISTRY.collect()}
    alerts = (ROOT / "deploy/observability/alerts.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"huiqi_[a-z_]+", alerts))
    assert {re.sub(r"_(bucket|total)$", "", name) for name in named} <= {
        re.sub(r"_total$", "", name) for name in known
    }


def test_the_realm_has_every_role() -> None:
    assert {role["name"] for role in REALM["roles"]["realm"]} == {role.value for role in Role}


def test_the_realm_s_people_are_people_of_huiqi() -> None:
    for user in REALM["users"]:
        claims = {name: values[0] for name, values in user["attributes"].items()}
        principal = Principal.from_claims(
            {"sub": user["username"], "name": user["firstName"], "roles": user["realmRoles"], **claims}
        )
        assert principal.roles
