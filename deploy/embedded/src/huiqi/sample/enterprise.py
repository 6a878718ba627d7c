"""What the sample knows of an enterprise."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SampleEnterprise:
    """A credit code, a name and the facts of the criteria catalogue that the enterprise has stated."""

    credit_code: str
    name: str
    facts: dict[str, Any]
