"""Reporting periods as rows: planned ahead from the law's settings, and closed by the schedule (docs/architecture.md §3)."""
