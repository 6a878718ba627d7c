"""One box over every channel (一键查询)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.card import Card, card_of
from portal_sync.domain.query import Query
from portal_sync.domain.search_hit import SearchHit, SearchPage, SearchScope
from portal_sync.domain.snippet import Piece, marked, matches, snippet
from portal_sync.handlers.desk import Desk
from shared.events import PolicyContent


@dataclass(frozen=True, slots=True)
class Finding:
    """A policy that was found, with what answers the query marked."""

    card: Card
    channels: tuple[str, ...]
    title: Sequence[Piece]
    quote: Sequence[Piece]
    quoted_from: str


@dataclass(frozen=True, slots=True)
class Findings:
    """A page of findings for a query."""

    query: Query
    scope: SearchScope
    page: SearchPage
    items: Sequence[Finding]


async def search_policies(desk: Desk, session: AsyncSession, typed: str, scope: SearchScope) -> Findings:
    """Search; an empty query finds nothing."""
    query = Query.parse(typed)
    page = await desk.tools.search(session).find(query, scope)
    items = [_finding(hit, query, scope) for hit in page.hits]
    return Findings(query, scope, page, [item for item in items if item is not None])


def _finding(hit: SearchHit, query: Query, scope: SearchScope) -> Finding | None:
    publication = hit.record.publication
    if publication is None:
        return None
    content = publication.content
    source, text = _best_text(content, query)
    return Finding(
        card=card_of(
            hit.record.policy_id,
            hit.record.revision,
            content,
            hit.record.standing_withdrawal,
            scope.today,
            content_hash=publication.content_hash,
        ),
        channels=hit.channels,
        title=marked(content.title, query),
        quote=snippet(text, query),
        quoted_from=source,
    )


def _best_text(content: PolicyContent, query: Query) -> tuple[str, str]:
    """Choose what to quote: the summary, unless the text or an interpretation answers more."""
    texts = [("内容概述", content.summary), ("正文", content.body)]
    texts += [("政策解读", interpretation.body) for interpretation in content.interpretations]
    if not any(matches(text, query) for _, text in texts):
        return texts[0]
    return max(texts, key=lambda named: (bool(matches(named[1], query)), named[0] == "内容概述"))
