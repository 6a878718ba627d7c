"""Files that people attach, checked and ready to be kept."""

from dataclasses import dataclass

from publisher.domain.errors import Refusal


class RefusedUpload(Refusal):
    """An uploaded file that is not taken; the sentence says why and what to do."""


@dataclass(frozen=True)
class CheckedFile:
    """A file by what it holds; `name` is only what people call it. Pictures tell their size in pixels."""

    name: str
    media_type: str
    sha256: str
    data: bytes
    width: int = 0
    height: int = 0


def path_of(policy_id: object, sha256: str) -> str:
    """Where a file of a policy is read, on the site's own address."""
    return f"/api/publisher/v1/files/{policy_id}/{sha256}"
