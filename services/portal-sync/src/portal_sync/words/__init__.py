"""Word lists of the search, as data."""
