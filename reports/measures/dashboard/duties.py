"""Overdue duties and expungements that are due, as the worklist computes them (law/duties/, docs/measures.md §7).

Duties are computed from what is entered today and are not stored. So there is no number for a day that has passed or for an
earlier instant (`is_known`).
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models.expressions import RawSQL
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Stay
from cases.worklist.loader import load_worklist_cases
from core.dates import VIETNAM
from law.duties.agenda import Duty, Kind, duties
from law.provider import law_and_calendar
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
    # The loader repeats the condition in each of its parts; as parameters, hundreds of keys would stand there thousands of times.
    units = RawSQL(own_units_sql(question), ())
    stays = Stay.objects.open().filter(unit__in=units, start_on__lte=question.day)
    if question.category != TOTAL:
        stays = stays.filter(category=question.category)
    book, calendar = law_and_calendar()
    found = []
    # The texts of the duties are not read here; to look up their translations takes a fourth of the time.
    with translation.override(None):
        for case in load_worklist_cases(Case.objects.filter(pk__in=stays.values("case"))):
            for duty in duties(case.facts, book, calendar, question.day):
                for name in _names(duty, question):
                    for level, row_id in places[case.unit_id]:
                        found.append(Found(level, row_id, name, Member(case.pk, case.pk, duty.key)))
    yield from found


def _names(duty: Duty, question: Question) -> Iterator[str]:
    if duty.is_overdue(question.day):
        yield OVERDUE
    if duty.kind == Kind.EXPUNGEMENT and duty.key == _EXPUNGEMENT and duty.by_on and duty.by_on <= question.day:
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
