"""The page of one policy in one statement: what it shows is of one moment, and one round trip away."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import from_json

from portal_sync.adapters.entry_text import text_entry
from portal_sync.domain.links import Relation, Relations
from portal_sync.domain.results import Announcement
from portal_sync.domain.routing import GOVERNMENT
from portal_sync.domain.said_of_others import said_of_others
from portal_sync.handlers.documents import Document
from shared.db import Database
from shared.events import PolicyReference

_MOST_RELATED: Final = 20
_ANNOUNCEMENTS: Final = TypeAdapter(Announcement)
_GOVERNMENT: Final = f"channel = '{GOVERNMENT.name}' AND content IS NOT NULL"


def _naming(column: str) -> str:
    """The newest documents that name this policy, by its id or by its number.

    `OFFSET 0` has them found before they are put in order: walking all documents in the order of their days
    until twenty of them do takes a hundred times as long where few do.
    """
    return f"""ARRAY(
        SELECT json_build_array(document_number, content ->> 'title', policy_id)::text FROM (
            SELECT * FROM entry
            WHERE {_GOVERNMENT} AND policy_id <> $2
                AND ({column} @> $3 OR {column} @> (SELECT by_number FROM shown))
            OFFSET 0) AS naming
        ORDER BY published_on DESC LIMIT {_MOST_RELATED})"""  # noqa: S608 (names of columns, from this file)


# What somebody put there unseen must not make it fail: paths are lax, and an id is read only where it is one.
_READ: Final = f"""
WITH shown AS MATERIALIZED (
    SELECT revision, content::text AS content, content_hash, withdrawal, mirrored_at,
        jsonb_build_array(replaces, replaced_by, basis, implements, withdrawal -> 'successor') AS said,
        jsonb_build_array(jsonb_build_object('document_number', nullif(
            coalesce(document_number, withdrawal ->> 'document_number'), ''))) AS by_number
    FROM entry WHERE channel = $1 AND policy_id = $2
), refers AS MATERIALIZED (
    SELECT array_agg(one ->> 'document_number') AS numbers,
        array_agg(CASE WHEN pg_input_is_valid(one ->> 'policy_id', 'uuid')
            THEN (one ->> 'policy_id')::uuid END) AS ids
    FROM shown, jsonb_path_query(said, 'lax $[*][*]') AS one
)
SELECT revision, content, content_hash, withdrawal::text AS withdrawal, mirrored_at,
    ARRAY(SELECT channel::text FROM entry WHERE policy_id = $2) AS channels,
    ARRAY(
        SELECT body::text FROM announcement
        WHERE policy_id = $2 AND coalesce(body ->> 'taken_down', '') = ''
        ORDER BY first_day DESC, announcement_id) AS results,
    ARRAY(
        SELECT json_build_array(document_number, content ->> 'title', policy_id)::text FROM entry
        WHERE {_GOVERNMENT} AND (policy_id = ANY((SELECT ids FROM refers)::uuid[])
            OR document_number = ANY((SELECT numbers FROM refers)::text[]))
        ORDER BY withdrawn DESC, revision) AS named,
    {_naming("replaces")} AS replacing,
    {_naming("basis")} AS based_on,
    {_naming("implements")} AS implementing,
    {_naming("replaced_by")} AS replaced_with
FROM shown"""  # noqa: S608 (names of columns and of a channel, from this program)


class PostgresDocuments:
    """Reads a document with everything that belongs beside it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, channel: str, policy_id: UUID) -> Document | None:
        by_id = f'[{{"policy_id": "{policy_id}"}}]'
        rows = await self._database.reader.rows(_READ, channel, policy_id, by_id)
        entry = text_entry(channel, policy_id, rows[0]) if rows else None
        if entry is None:
            return None
        row = rows[0]
        return Document(
            entry=entry,
            named=_named(said_of_others(entry).references, _relations(row["named"])),
            referring=Relations(
                replacing=_relations(row["replacing"]),
                based_on=_relations(row["based_on"]),
                implementing=_relations(row["implementing"]),
                replaced_with=_relations(row["replaced_with"]),
            ),
            results=[_ANNOUNCEMENTS.validate_json(body) for body in row["results"]],
            channels=row["channels"],
        )


def _relations(found: Sequence[str]) -> list[Relation]:
    return [
        Relation(number, title or "", UUID(policy_id)) for number, title, policy_id in map(from_json, found)
    ]


def _named(
    references: Sequence[PolicyReference], found: Sequence[Relation]
) -> Mapping[PolicyReference, Relation]:
    # Of several with one number the newest that stands comes last, and with that wins.
    by_id = {each.policy_id: each for each in found}
    by_number = {each.document_number: each for each in found}
    return {
        each: by_id.get(each.policy_id)
        or by_number.get(each.document_number)
        or Relation(each.document_number, each.title)
        for each in references
    }
