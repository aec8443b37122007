"""Expungement of a criminal record (BLHS 2015 Điều 69–73, 107; docs/law.md §4.3)."""

from law.rules.expungement.answer import Answer, Path, Status
from law.rules.expungement.decision import expungement, is_open_on
from law.rules.expungement.periods import band

__all__ = ["Answer", "Path", "Status", "band", "expungement", "is_open_on"]
