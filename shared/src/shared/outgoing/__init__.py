"""Requests to addresses that people type: to public hosts only, whatever a name resolves to."""
