"""People about whom everything is done, for the tests of what is asked when something is missing."""

from datetime import date

from law.duties.agenda import CaseFacts, duties
from law.rules.convictions import Conviction
from law.rules.workdays import Calendar
from law.timeline import LawTimeline

DAY = date(2024, 6, 3)
TIMELINE, CALENDAR = LawTimeline(), Calendar()


def facts(**changes) -> CaseFacts:
    """Completed the sentence a month ago; received, followed, met."""
    done = {
        "category": "completed",
        "managed_from": date(2024, 5, 2),
        "release_on": date(2024, 5, 2),
        "presented_on": date(2024, 5, 4),
        "information_on": date(2024, 5, 4),
        "commitment_on": date(2024, 5, 4),
        "has_officer": True,
        "has_helper": True,
        "has_certificate": True,
        "has_number": True,
        "group": "A",
        "classified_on": date(2024, 5, 20),
        "last_contact_on": date(2024, 5, 20),
        "conviction": Conviction(date(2024, 5, 2), months=24),
    }
    return CaseFacts(**{**done, **changes})


def on_probation(**changes) -> CaseFacts:
    """The worked example of docs/law.md §2.4: 10/01/2024 to 10/07/2025."""
    done = {
        "category": "conditional",
        "managed_from": date(2024, 1, 10),
        "release_on": date(2024, 1, 10),
        "presented_on": date(2024, 1, 12),
        "presentation_reported_on": date(2024, 1, 15),
        "probation_start_on": date(2024, 1, 10),
        "probation_end_on": date(2025, 7, 10),
        "original_end_on": date(2025, 7, 10),
        "conviction": Conviction(None, months=36),
        "reports": {date(2024, month, 1): date(2024, month, 20) for month in range(1, 7)},
        "assessments": {date(2024, month, 1): date(2024, month, 3) for month in range(1, 7)},
        "shortening_asked": True,
    }
    return facts(**{**done, **changes})


def duties_by_key(given: CaseFacts, on: date = DAY) -> dict:
    return {duty.key: duty for duty in duties(given, TIMELINE, CALENDAR, on)}
