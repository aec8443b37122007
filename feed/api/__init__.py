"""The read API under /api/v1/: reports and indicators as JSON, for whoever has a token."""
