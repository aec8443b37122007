"""Imports every module that registers a tab, a kind of record or a timeline entry of a case page."""

from cases.case_page import documents, duties, household, judgment, overview, residence
from cases.expungement import tab as expungement
from cases.probation import tab as probation
from cases.supervision import tab as supervision
from cases.support import tab as support

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
