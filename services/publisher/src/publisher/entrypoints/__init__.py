"""HTTP API, pages and consumer: they parse, call a use case, and answer."""
