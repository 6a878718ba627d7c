"""A message and its identity: the same occasion never makes a second message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import md5, sha1
from typing import Any, Final
from uuid import UUID, uuid5

from notifier.domain.kinds import MessageKind

NAMESPACE: Final = UUID("6f0a5d3c-95f4-5b7e-8a53-2d9c1f60b3aa")
# Copied for each, which is half the work of beginning anew.
_BEGUN: Final = sha1(NAMESPACE.bytes, usedforsecurity=False)
# RFC 9562, section 5.5: version and variant stand in six of the bits.
_VERSION_5: Final = (5 << 76) | (2 << 62)
_FREE: Final = ~((15 << 76) | (3 << 62))


@dataclass
class Message:
    """One message to one enterprise, never changed.

    `occasion` is the revision or the deadline that it is about; with enterprise, policy, kind and `offset`
    (working days before the deadline, for reminders) it is the message's identity. `pushed` says whether it
    goes to e-mail and webhooks too; the inbox always has it.
    """

    credit_code: str
    policy_id: UUID
    policy_revision: int
    kind: MessageKind
    occasion: str
    offset: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)
    pushed: bool = True
    # The details as JSON, where nobody but the database reads them; there may be 100,000.
    written: str = ""
    # Of the trace that it continues, where that is not what is being done just now.
    traceparent: str | None = None

    @property
    def id(self) -> UUID:
        """The id follows from the identity, so that a rebuild by replay gives the same one."""
        # Kept by hand: a cached property of Python 3.11 takes a lock each time.
        known: UUID | None = self.__dict__.get("_id")
        if known is None:
            known = self.__dict__["_id"] = self._make_id()
        return known

    def _make_id(self) -> UUID:
        about = _about(self.policy_id, self.kind, self.occasion, self.offset)
        return _uuid5(self.credit_code + about)


@lru_cache(maxsize=64)
def _about(policy_id: UUID, kind: MessageKind, occasion: str, offset: int) -> str:
    """The identity without the enterprise: the same for all whom a policy reaches."""
    return f"|{policy_id}|{kind}|{occasion}|{offset}"


def _uuid5(name: str) -> UUID:
    """The same as `uuid.uuid5` of the namespace, in half the time: a policy may make 100,000 messages."""
    begun = _BEGUN.copy()
    begun.update(name.encode())
    digest = int.from_bytes(begun.digest()[:16])
    return UUID(int=digest & _FREE | _VERSION_5)


def delivery_id(message_id: UUID, endpoint_id: UUID) -> UUID:
    """Return the id of a message's delivery to an endpoint, the same in every attempt.

    A digest that PostgreSQL can make too, where deliveries are queued in bulk.
    """
    return UUID(md5(f"{message_id}|{endpoint_id}".encode(), usedforsecurity=False).hexdigest())


def endpoint_id(credit_code: str, kind: str, address: str, subject: str | None = None) -> UUID:
    """Return the id of an endpoint, the same when it is entered again by the same owner."""
    whose = "" if subject is None else f"|{subject}"
    return uuid5(NAMESPACE, f"{credit_code}|{kind}|{address}{whose}")
