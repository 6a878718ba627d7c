"""Who may file, read from Chinese sentences as a tree of the criteria language."""

from publisher.domain.extraction.conditions.atoms import Context
from publisher.domain.extraction.conditions.propose import Proposal, propose
from publisher.domain.extraction.conditions.terms import Source

__all__ = ["Context", "Proposal", "Source", "propose"]
