"""Reading a document's metadata from its text by rules over Chinese, for a person to confirm."""

from publisher.domain.extraction.document import Extracted, extract

__all__ = ["Extracted", "extract"]
