"""Signatures of Standard Webhooks 1.0: HMAC-SHA-256 over id, time and body, one for each secret."""

from collections.abc import Iterable
from datetime import UTC, datetime

from standardwebhooks import Webhook

from shared.telemetry import trace_headers


def signed_headers(delivery: str, moment: datetime, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """Return the headers of a request; while a key is being rotated both the new and the old one sign."""
    # `sign` drops the zone of a datetime that is not UTC.
    at, text = moment.astimezone(UTC), body.decode()
    return {
        "content-type": "application/json",
        "user-agent": "Huiqi-Webhooks/1.0",
        "webhook-id": delivery,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(delivery, at, text) for secret in secrets),
        **trace_headers(),
    }
