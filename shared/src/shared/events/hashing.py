"""The canonical hash of a policy revision (同源发布)."""

import hashlib

import rfc8785

from shared.events.policies import PolicyContent


def content_hash(content: PolicyContent) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 of the content's canonical JSON (RFC 8785).

    What is left at its default is left out, so that a field added later changes no earlier hash.
    """
    canonical = rfc8785.dumps(content.model_dump(mode="json", exclude_defaults=True))
    return f"sha256:{hashlib.sha256(canonical).hexdigest()}"
