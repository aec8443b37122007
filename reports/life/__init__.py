"""A report after it was made: the check, submitting it, and its acceptance or return (docs/measures.md §8)."""
