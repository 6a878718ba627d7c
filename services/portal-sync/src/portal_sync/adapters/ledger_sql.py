"""The statements of the ledger of channels outside."""

from typing import Final

from sqlalchemy import text

ASK: Final = text(
    """
    INSERT INTO outside_entry AS o (channel, policy_id, due_at, asked, traceparent)
    SELECT :channel, policy, :now, 1, CAST(:trace AS text) FROM unnest(CAST(:policies AS uuid[])) AS policy
    ON CONFLICT (channel, policy_id) DO UPDATE SET
      due_at = excluded.due_at, asked = o.asked + 1, attempts = 0, traceparent = excluded.traceparent
    """
)
# A page that names what changed is made again; it is not another publication, and keeps no trace of it.
ASK_KNOWN: Final = text(
    "UPDATE outside_entry SET due_at = :now, asked = asked + 1, attempts = 0 "
    "WHERE channel = :channel AND policy_id = ANY(CAST(:policies AS uuid[])) AND revision IS NOT NULL"
)
CLAIM: Final = text(
    """
    UPDATE outside_entry SET due_at = :until WHERE channel = :channel AND policy_id IN (
      SELECT policy_id FROM outside_entry WHERE channel = :channel AND due_at <= :now
      ORDER BY due_at, policy_id LIMIT :most FOR UPDATE SKIP LOCKED)
    RETURNING *
    """
)
# Asked for again while it was under way: it is due again at once, with what it is known to show now.
DONE: Final = text(
    """
    UPDATE outside_entry SET
      revision = CAST(:revision AS bigint), content_hash = CAST(:content_hash AS text),
      withdrawal_hash = CAST(:withdrawal_hash AS text), etag = CAST(:etag AS text), shown_at = :now,
      due_at = CASE WHEN asked = :asked AND NOT :stale THEN NULL ELSE CAST(:now AS timestamptz) END,
      attempts = 0, problem = NULL, drift = CASE WHEN :stale THEN drift END
    WHERE channel = :channel AND policy_id = :policy
    """
)
FAILED: Final = text(
    """
    UPDATE outside_entry SET attempts = attempts + 1, problem = :problem,
      due_at = CASE WHEN asked = :asked THEN CAST(:next AS timestamptz) ELSE CAST(:now AS timestamptz) END
    WHERE channel = :channel AND policy_id = :policy
    """
)
SWEEP: Final = text(
    "DELETE FROM outside_entry WHERE channel = :channel AND revision IS NULL AND due_at IS NULL"
)
# What was shown instead is kept for the event that tells of it; what is due anyway is no drift.
CORRECT: Final = text(
    """
    INSERT INTO outside_entry AS o
      (channel, policy_id, revision, content_hash, withdrawal_hash, etag, due_at, asked, drift)
    VALUES (:channel, :policy, CAST(:revision AS bigint), CAST(:content_hash AS text),
            CAST(:withdrawal_hash AS text), CAST(:etag AS text), :now, 1,
            jsonb_build_object('revision', CAST(:revision AS bigint),
                               'content_hash', CAST(:content_hash AS text)))
    ON CONFLICT (channel, policy_id) DO UPDATE SET
      revision = excluded.revision, content_hash = excluded.content_hash,
      withdrawal_hash = excluded.withdrawal_hash, etag = excluded.etag, due_at = excluded.due_at,
      asked = o.asked + 1, drift = excluded.drift
    WHERE o.due_at IS NULL AND o.etag IS DISTINCT FROM excluded.etag
      AND (o.shown_at IS NULL OR o.shown_at <= :before)
    RETURNING policy_id
    """
)
LOOKED: Final = text(
    """
    INSERT INTO channel_state AS s (channel, rule, listed_at, problem)
    VALUES (:channel, '', CAST(:now AS timestamptz), CAST(:problem AS text))
    ON CONFLICT (channel) DO UPDATE SET
      listed_at = coalesce(excluded.listed_at, s.listed_at), problem = excluded.problem
    """
)
