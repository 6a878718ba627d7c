"""Words of the field for search, and saved searches, for the services that need either."""

from shared.searching.saved import SavedSearch, matches, occurs_in, searches_in
from shared.searching.words import alternatives, read_lines, synonyms

__all__ = ["SavedSearch", "alternatives", "matches", "occurs_in", "read_lines", "searches_in", "synonyms"]
