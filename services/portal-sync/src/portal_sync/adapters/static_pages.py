"""The pages of a static channel: made from entries' documents and from nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from portal_sync.domain.relation import RelationKind
from portal_sync.domain.web_address import web_address
from shared.clock import SHANGHAI
from shared.events import PolicyContent
from shared.web import make_templates
from shared.web.assets import STATIC

Json = Mapping[str, Any]
_A_PAGE: Final = 100
_IN_FEED: Final = 50
_NOTHING_YET: Final = "2026-01-01T00:00:00+08:00"
# What XML 1.0 cannot hold, however it is written.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RELATIONS: Final = {
    RelationKind.REPLACES: "替代",
    RelationKind.REPLACED_BY: "被替代于",
    RelationKind.BASIS: "依据",
    RelationKind.BASIS_OF: "以本文件为依据",
    RelationKind.IMPLEMENTS: "贯彻落实",
    RelationKind.IMPLEMENTED_BY: "贯彻落实本文件",
    RelationKind.SUCCESSOR: "去向",
}
_environment = make_templates("portal_sync").env
_environment.filters["web_address"] = web_address


@dataclass(frozen=True, slots=True)
class Line:
    """A policy in lists and in the feed."""

    policy_id: str
    title: str
    number: str
    summary: str
    day: date | None
    stamp: str
    changed: str


def policy_page(document: Json, label: str) -> str:
    """Return an entry's page."""
    content, withdrawal = _content(document), document["withdrawal"]
    line = line_of(document)
    said = withdrawal and {
        **withdrawal,
        "withdrawn_at": datetime.fromisoformat(withdrawal["withdrawn_at"]),
    }
    return _environment.get_template("static/policy.html").render(
        document=document,
        content=content,
        withdrawal=said,
        title=line.title,
        number=line.number,
        relations=_RELATIONS,
        label=label,
        root="../../",
    )


def line_of(document: Json) -> Line:
    """Return what lists say of an entry."""
    content, withdrawal = _content(document), document["withdrawal"]
    named: Any = content or withdrawal
    title, number = (
        (content.title, content.document_number) if content else (named["title"], named["document_number"])
    )
    day = content.published_on if content else None
    begun = datetime.combine(day, time(), SHANGHAI).isoformat() if day else _NOTHING_YET
    return Line(
        policy_id=document["policy_id"],
        title=title,
        number=number,
        summary=content.summary if content else "",
        day=day,
        stamp=withdrawal["kind"] if withdrawal else "",
        changed=withdrawal["withdrawn_at"] if withdrawal else begun,
    )


def common_files(lines: Sequence[Line], label: str, address: str) -> Iterator[tuple[str, bytes]]:
    """Yield lists, feed, sitemap and assets, by their path in the folder."""
    ordered = sorted(lines, key=lambda line: (line.day or date.min, line.policy_id), reverse=True)
    pages = max(1, -(-len(ordered) // _A_PAGE))
    for number in range(1, pages + 1):
        shown = ordered[(number - 1) * _A_PAGE : number * _A_PAGE]
        name, root = ("index.html", "") if number == 1 else (f"list/{number}.html", "../")
        page = _environment.get_template("static/list.html").render(
            lines=shown, number=number, pages=pages, total=len(ordered), label=label, root=root
        )
        yield name, page.encode()
    newest = sorted(ordered, key=lambda line: line.changed, reverse=True)[:_IN_FEED]
    feed = _environment.get_template("static/feed.xml").render(
        lines=newest, label=label, address=address, updated=newest[0].changed if newest else _NOTHING_YET
    )
    yield "feed.atom", _NOT_XML.sub("", feed).encode()
    places = (f"{address}/policies/{line.policy_id}/index.html" for line in ordered)
    listed = "".join(f"<url><loc>{place}</loc></url>\n" for place in places)
    yield (
        "sitemap.xml",
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
        ).encode(),
    )
    for asset in ("huiqi.css", "favicon.svg"):
        yield f"assets/{asset}", (STATIC / asset).read_bytes()


def _content(document: Json) -> PolicyContent | None:
    content = document["content"]
    return None if content is None else PolicyContent.model_validate(content)
