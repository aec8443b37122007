"""Reports in a signed file, for a province that this installation has no network link to (docs/api.md §5)."""
