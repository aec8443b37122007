"""Dated reorganisations of units: merge, split, rename, move, abolish."""
