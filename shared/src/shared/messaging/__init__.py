"""Events through outbox, broker and inbox: at least once on the wire, once in effect."""

from shared.messaging.errors import Fenced, Permanent
from shared.messaging.outbox import emit, emit_traced
from shared.messaging.subscription import Subscription

__all__ = ["Fenced", "Permanent", "Subscription", "emit", "emit_traced"]
