"""The exception: a closed period is opened again for named facts, by two people, until a last day (docs/measures.md §8)."""
