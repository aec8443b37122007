"""Overdue duties and expungements that are due, as the worklist stores them (cases/worklist, docs/measures.md §7).

Duties are computed from what is entered today. So there is no number for a day that has passed or for an earlier instant
(`is_known`).
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Stay, StoredDuty
from cases.worklist.stored_duties import Rules, refresh
from core.dates import VIETNAM
from reports.measures.dashboard.figure import Figure, Found, ListSource, Member, Of
from reports.measures.dashboard.question import Question, own_units_sql
from reports.measures.management import TOTAL

OVERDUE, EXPUNGEMENT_DUE = "overdue_duties", "expungement_due"
# The duty to begin the procedure of an expungement for which every condition is met.
_EXPUNGEMENT = "expungement"


def is_known(question: Question) -> bool:
    """Whether duties can be counted: D is the day of the question, and nothing known today is left out."""
    known_on = question.known_at.astimezone(VIETNAM).date()
    return question.day == question.today == known_on


def _find(question: Question) -> Iterator[Found]:
    if not is_known(question):
        return
    places = defaultdict(list)
    for row in question.rows:
        for unit_id in row.unit_ids:
            places[unit_id].append((row.level, row.unit.pk))
    # As parameters, hundreds of keys would stand in each part of the queries.
    units = RawSQL(own_units_sql(question), ())
    rules = Rules.now()
    refresh(Case.objects.filter(stays__in=Stay.objects.open().filter(unit__in=units)), rules)
    duties = StoredDuty.objects.current(rules.day, rules.fingerprint).filter(unit__in=units, by_on__lte=question.day)
    if question.category != TOTAL:
        duties = duties.filter(category=question.category)
    for unit_id, case_id, key, by_on in duties.order_by("pk").values_list("unit", "case", "key", "by_on"):
        for name in _names(key, by_on, question.day):
            for level, row_id in places[unit_id]:
                yield Found(level, row_id, name, Member(case_id, case_id, key))


def _names(key: str, by_on: date | None, day: date) -> Iterator[str]:
    if by_on is not None and by_on < day:
        yield OVERDUE
    if key == _EXPUNGEMENT:
        yield EXPUNGEMENT_DUE


SOURCE = ListSource(_find)
FIGURES = {
    OVERDUE: Figure(
        _("Việc quá hạn"),
        _(
            "Việc phải làm của hồ sơ đang mở có hạn trước ngày tính mà chưa làm, kể cả việc đã hoãn; chỉ tính được cho hôm nay,"
            " vì việc phải làm được tính từ những gì đã ghi đến lúc xem."
        ),
        Of.DUTY,
        SOURCE,
        OVERDUE,
    ),
    EXPUNGEMENT_DUE: Figure(
        _("Đến lúc xóa án tích"),
        _("Hồ sơ đang mở đủ điều kiện xóa án tích ở ngày tính mà chưa bắt đầu thủ tục; chỉ tính được cho hôm nay."),
        Of.DUTY,
        SOURCE,
        EXPUNGEMENT_DUE,
    ),
}
