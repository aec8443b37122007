"""Whether one rate is clearly higher or lower than another."""

from datetime import date

import pytest

from core.dates import Period
from reports.measures.dashboard.people import Rate
from reports.measures.dashboard.rate_shown import clear_change

JUNE = Period(date(2024, 6, 1), date(2024, 6, 30))


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ((0, 138), (0, 138), None),
        # As in docs/measures.md §7: few people, so that the counts do not tell the rates apart.
        ((0, 138), (2, 141), None),
        ((1, 100), (12, 100), "higher"),
        ((12, 100), (1, 100), "lower"),
        # More reoffenders among many more people.
        ((10, 20), (12, 2000), "lower"),
        # An average of half a person more is a whole person to the test: p is 0.029 of 4 people, and would be no number of 3.
        ((0, 4), (4, 3.5), "higher"),
    ],
)
def test_a_change_is_named_only_if_it_is_clear(before, now, said):
    assert clear_change(*(Rate(JUNE, managed, reoffended) for reoffended, managed in (before, now))) == said
