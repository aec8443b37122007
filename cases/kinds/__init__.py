"""The subjects of a case's page: each module registers its tab, its kinds of plain records and its timeline entries."""

from cases.kinds import (
    documents,
    duties,
    expungement,
    household,
    judgment,
    overview,
    probation,
    residence,
    supervision,
    support,
)

__all__ = [
    "documents",
    "duties",
    "expungement",
    "household",
    "judgment",
    "overview",
    "probation",
    "residence",
    "supervision",
    "support",
]
