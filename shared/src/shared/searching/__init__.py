"""Words of the field for search, and saved searches, for the services that need either."""

from shared.searching.saved import SavedSearch, matches
from shared.searching.words import alternatives, read_lines, synonyms

__all__ = ["SavedSearch", "alternatives", "matches", "read_lines", "synonyms"]
