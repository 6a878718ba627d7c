"""One box over every channel (一键查询)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.answer import Clause, best_passage, clauses
from portal_sync.domain.card import Card, card_of
from portal_sync.domain.query import Query
from portal_sync.domain.search_hit import SearchHit, SearchPage, SearchScope, Suggestions
from portal_sync.domain.snippet import Piece, marked, snippet
from portal_sync.handlers.desk import Desk


@dataclass(frozen=True, slots=True)
class Finding:
    """A policy that was found, with matches marked; `clauses` answer a question about a firm."""

    card: Card
    channels: tuple[str, ...]
    title: Sequence[Piece]
    quote: Sequence[Piece]
    quoted_from: str
    clauses: Sequence[Clause]


@dataclass(frozen=True, slots=True)
class Findings:
    """A page of findings for a query; `query.read_as` says what it was corrected to, if it was."""

    query: Query
    scope: SearchScope
    page: SearchPage
    items: Sequence[Finding]


async def search_policies(desk: Desk, session: AsyncSession, typed: str, scope: SearchScope) -> Findings:
    """Search; an empty query with nothing chosen finds nothing."""
    page = await desk.tools.search(session).find(Query.parse(typed), scope)
    items = [_finding(hit, page.query, scope) for hit in page.hits]
    return Findings(page.query, scope, page, [item for item in items if item is not None])


async def suggest_searches(desk: Desk, session: AsyncSession, typed: str, scope: SearchScope) -> Suggestions:
    """Complete what somebody has begun to type."""
    begun = Query.parse(typed).text
    return await desk.tools.search(session).suggest(begun, scope) if begun else Suggestions()


def _finding(hit: SearchHit, query: Query, scope: SearchScope) -> Finding | None:
    publication = hit.record.publication
    if publication is None:
        return None
    content = publication.content
    source, text = best_passage(content, query)
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
        clauses=clauses(content, query),
    )
