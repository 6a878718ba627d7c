"""What any order of the same events must end in.

The broker keeps the order of one key and none among keys and topics, and an event that was parked comes late.
Left out is what is history: how a state was reached, not which.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from tests.integration.delivery.consumers import Dump

Row = dict[str, Any]


def promised(package: str, dump: Dump) -> dict[str, list[Any]]:
    """The part of a service's state that no order may change."""
    return _PROMISES[package](dump)


def _publisher(dump: Dump) -> dict[str, list[Any]]:
    """All of it."""
    return dict(dump)


def _matcher(dump: Dump) -> dict[str, list[Any]]:
    """Verdicts, not how often one changed on the way, nor by which revision it was told and is proved.

    A policy whose withdrawal came first is a tombstone: what it said is never learnt, and nobody was ever
    matched with it, so that it has no ended matches. `match_floor` counts changes of a life that is over,
    and `number` is given to whoever comes first.
    """
    live = _only(dump["policy"], lambda row: not row["withdrawn"])
    return {
        "policy": live,
        "tombstones": _named(_only(dump["policy"], lambda row: row["withdrawn"]), "policy_id", "revision"),
        "profile": _without(dump["profile"], "match_floor", "number"),
        "match": _named(
            _only(dump["match"], lambda row: row["verdict"] != "ineligible"),
            "policy_id",
            "credit_code",
            "shard",
            "verdict",
        ),
    }


def _notifier(dump: Dump) -> dict[str, list[Any]]:
    """How everybody stands, what is planned, and that nobody eligible is left untold.

    Who was told in between what had ceased to be true, and the briefs of revisions that were passed over,
    depend on what was heard first. So does the day on which an application was first heard of, and what a
    policy said whose withdrawal came first.
    """
    standing = dump["standing"]
    ended = _only(dump["policy"], lambda row: row["withdrawn"])
    matches = [row for row in dump["message"] if row["kind"] == "new_match"]
    told = {(row["policy_id"], row["credit_code"]) for row in matches}
    here = {row["credit_code"] for row in standing}
    return {
        "policy": _without(_only(dump["policy"], lambda row: not row["withdrawn"]), "windows_revision"),
        "tombstones": _named(ended, "policy_id", "revision"),
        "standing": _without(standing, "told"),
        "application": _without(dump["application"], "filed_on"),
        "removed": dump["removed_enterprise"],
        "untold": [
            row
            for row in standing
            if row["verdict"] == "eligible" and (row["policy_id"], row["credit_code"]) not in told
        ],
        "strangers": [row for row in dump["message"] if row["credit_code"] not in here],
        "planned": _named(
            _only(dump["reminder"], lambda row: row["state"] == "pending"),
            "credit_code",
            "policy_id",
            "kind",
            "deadline",
            "days_before",
            "due_at",
        ),
        "newest results": _named(
            _only(dump["message"], lambda row: row["kind"] == "results_finalised"), "id", "details"
        ),
    }


def _portal(dump: Dump) -> dict[str, list[Any]]:
    """Every page and the index; of a policy whose withdrawal came first only the tombstone."""
    gone = {row["policy_id"] for row in dump["source"] if row["withdrawal"] is not None}
    kept = {
        table: _only(dump[table], lambda row: row["policy_id"] not in gone) for table in ("source", "entry")
    }
    ended = _only(dump["entry"], lambda row: row["policy_id"] in gone)
    return {
        **kept,
        "ended": _named(ended, "policy_id", "channel", "revision", "withdrawn", "withdrawal"),
        "announcement": dump["announcement"],
    }


def _only(rows: Iterable[Row], which: Callable[[Row], bool]) -> list[Row]:
    return [row for row in rows if which(row)]


def _without(rows: Iterable[Row], *names: str) -> list[Row]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def _named(rows: Iterable[Row], *names: str) -> list[Row]:
    return [{name: row[name] for name in names} for row in rows]


_PROMISES: Final = {
    "publisher": _publisher,
    "matcher": _matcher,
    "notifier": _notifier,
    "portal_sync": _portal,
}
