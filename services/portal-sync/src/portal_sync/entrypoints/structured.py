"""schema.org data of a policy, for search engines (`GovernmentService`, `Legislation`)."""

from typing import Any

from portal_sync.domain.card import Card
from portal_sync.domain.standing import Standing
from portal_sync.domain.web_address import web_address
from portal_sync.settings import Settings
from shared.events import PolicyKind

Json = dict[str, Any]


def structured_data(card: Card, settings: Settings) -> Json:
    """Return the JSON-LD of a policy's page. A data block: it is read, never run."""
    content = card.content
    base = settings.public_url.rstrip("/")
    issuer: Json = {"@type": "GovernmentOrganization", "name": content.issuer.name}
    common: Json = {
        "@context": "https://schema.org",
        "name": content.title,
        "description": content.summary,
        "inLanguage": "zh-CN",
        "keywords": list(content.keywords),
    }
    if content.kind is PolicyKind.BENEFIT:
        return common | {
            "@type": "GovernmentService",
            "url": f"{base}/biz/policies/{card.policy_id}",
            "provider": issuer,
            "serviceType": content.benefit.kind.value if content.benefit else "",
            "areaServed": "上海市普陀区",
            "audience": {"@type": "BusinessAudience", "name": card.who or "企业"},
            "serviceOutput": content.benefit.amount_text if content.benefit else "",
            "availableChannel": _filing(card),
        }
    return common | {
        "@type": "Legislation",
        "url": f"{base}/gov/policies/{card.policy_id}",
        "legislationIdentifier": content.document_number,
        "legislationDate": content.written_on.isoformat(),
        "datePublished": content.published_on.isoformat(),
        "legislationPassedBy": issuer,
        "legislationLegalForce": _force(card.standing),
    }


def _filing(card: Card) -> Json | None:
    item = card.content.benefit.service_item if card.content.benefit else None
    address = web_address(item.url) if item else ""
    return {"@type": "ServiceChannel", "serviceUrl": address, "name": item.name} if item and address else None


def _force(standing: Standing) -> str:
    return "https://schema.org/InForce" if standing.in_force else "https://schema.org/NotInForce"
