"""Every number about loans that a report states is compared with today's."""

from copy import deepcopy
from typing import Any

import pytest

from reports.restatement.loans import loan_differences

SPAN = {
    "loans": 1,
    "people": 1,
    "amount": 1,
    "by": [{"borrower": "person", "purpose": "training", "loans": 1, "amount": 1}],
}
LOANS: dict[str, Any] = {
    "period": SPAN,
    "since_2023_10_10": deepcopy(SPAN),
    "outstanding": 1,
    "overdue": 1,
    "requests": {"received": 1, "approved": 1, "refused": 1, "waiting": 1, "median_days": 1},
}
NUMBERS = [(name,) for name in ("outstanding", "overdue")]
NUMBERS += [("requests", name) for name in LOANS["requests"]]
for span in ("period", "since_2023_10_10"):
    NUMBERS += [(span, name) for name in ("loans", "people", "amount")]
    NUMBERS += [(span, "by", 0, name) for name in ("loans", "amount")]


@pytest.mark.parametrize("path", NUMBERS, ids=lambda path: "-".join(map(str, path)))
def test_a_number_that_changed_is_told_alone(path):
    now = deepcopy(LOANS)
    holder: Any = now
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = 2
    [told] = loan_differences("Sơn Tịnh", {"loans": LOANS}, {"loans": now})
    assert (told.reported, told.today) == (1, 2)


def test_what_is_the_same_or_was_not_counted_is_not_told():
    counted: dict[str, Any] = {"loans": LOANS}
    assert loan_differences("Sơn Tịnh", counted, deepcopy(counted)) == []
    assert loan_differences("Sơn Tịnh", {}, counted) == []
