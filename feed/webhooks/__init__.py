"""Telling a client that a report was accepted: one signed POST to its address, repeated until it was taken (docs/api.md §6)."""
