"""The stored duties of the demo's district are those that the rules give, on the day they are stored and on later ones."""

from collections import Counter
from datetime import date, timedelta

import pytest

from cases.models import Case, StoredDuty
from cases.worklist import stored_duties
from cases.worklist.loader import load_worklist_cases
from cases.worklist.stored_duties import Rules, duty_of, refresh
from demo.load import load_district
from law.duties.agenda import Duty

ON = date(2025, 7, 2)
LATER = (0, 1, 2, 6, 13, 30, 59, 120, 365)


@pytest.fixture(scope="module", autouse=True)
def district(shared_rows):
    with shared_rows(lambda: load_district(seed=1, on=ON)) as loaded:
        yield loaded


@pytest.mark.django_db
def test_what_is_stored_is_what_the_rules_give_today_and_on_later_days(monkeypatch):
    counted = set()
    for days in LATER:
        monkeypatch.setattr(stored_duties, "today", lambda days=days: ON + timedelta(days=days))
        rules = Rules.now()
        assert refresh(Case.objects.all(), rules) > 100
        assert refresh(Case.objects.all(), rules) == 0
        stored = Counter((row.case_id, *_texts(duty_of(row))) for row in StoredDuty.objects.all())
        computed = Counter(
            (case.pk, *_texts(duty))
            for case in load_worklist_cases(Case.objects.all())
            for duty in rules.duties_of(case)
        )
        assert stored == computed
        assert stored.total() > 100
        counted.add(stored.total())
    assert len(counted) > 3


def _texts(duty: Duty) -> tuple:
    return (*(str(getattr(duty, name)) for name in ("key", "kind", "what", "article", "missing", "tab")), duty.by_on)
