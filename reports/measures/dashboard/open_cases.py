"""Open cases on the day D: contacts, work, groups, first days at home, officers (docs/measures.md §7)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Assignment, Classification
from cases.support.models import SupportKind
from law.choices import Category
from law.statutes.reintegration import contact_code
from reports.measures.dashboard.figure import Figure, Of, SqlSource
from reports.measures.dashboard.question import (
    IN_CATEGORY,
    Question,
    days_between,
    known_fact,
    known_record,
    own_units_sql,
    scope_cte,
)

GROUPS = Classification.Group.values
# The state of a record on the day D: begun, and not ended by then.
ON_THE_DAY = "{0}.start_on <= %(day)s AND ({0}.end_on IS NULL OR {0}.end_on > %(day)s)"
OPEN_NEED = "need.raised_on <= %(day)s AND (need.closed_on IS NULL OR need.closed_on > %(day)s) AND " + known_record(
    "need"
)


def open_cte(question: Question, in_category: str = IN_CATEGORY) -> str:
    """The common table expressions `scope` and `open_cases`: the cases managed at the close of D."""
    return f"""
        {scope_cte(question)},
        open_cases AS (
            SELECT stay.case_id, stay.unit_id, stay.category FROM cases_stay AS stay
            WHERE {known_fact("stay")} AND {ON_THE_DAY.format("stay")} AND {in_category}
              AND stay.unit_id IN ({own_units_sql(question)})
        )"""


def _cases(question: Question) -> str:
    # One look-up by index for each case and subject. With joins of grouped tables instead, PostgreSQL expects far too few rows
    # and compares every case with every record.
    of_case = "case_id = open_cases.case_id"
    a_need = f"SELECT 1 FROM cases_need AS need WHERE need.{of_case} AND {OPEN_NEED} AND need.kind ="
    return f"""
        {open_cte(question)},
        known_cases AS MATERIALIZED (
            SELECT open_cases.*,
                (SELECT MIN(stay.start_on) FROM cases_stay AS stay WHERE stay.{of_case} AND {known_fact("stay")}) AS first_on,
                (
                    SELECT MAX(contact."on") FROM cases_contact AS contact
                    WHERE contact.{of_case} AND contact."on" <= %(day)s AND contact.for_month IS NULL
                      AND {known_record("contact")}
                ) AS last_on,
                COALESCE((
                    SELECT filed."group" FROM cases_classification AS filed
                    WHERE filed.{of_case} AND filed."on" <= %(day)s AND {known_record("filed")}
                    ORDER BY filed."on" DESC, filed.id DESC LIMIT 1
                ), '') AS grouped,
                (
                    SELECT MAX(CASE WHEN {ON_THE_DAY.format("job")} THEN 1 ELSE 0 END) FROM cases_employment AS job
                    WHERE job.{of_case} AND job.start_on <= %(day)s AND {known_record("job")}
                ) AS is_working,
                EXISTS ({a_need} '{SupportKind.JOB.value}') AS needs_job,
                EXISTS ({a_need} '{SupportKind.LEGAL_PAPERS.value}') AS needs_papers,
                EXISTS (
                    SELECT 1 FROM cases_assignment AS officer
                    WHERE officer.{of_case} AND officer.role = '{Assignment.Role.OFFICER.value}'
                      AND {ON_THE_DAY.format("officer")} AND {known_record("officer")}
                ) OR (SELECT officer_text FROM cases_case WHERE id = open_cases.case_id) <> '' AS has_officer
            FROM open_cases
        ),
        counted AS (
            SELECT scope.level, scope.row_id, known_cases.case_id AS key, known_cases.*, {_interval(question)} AS days,
                {days_between("last_on", "%(day)s")} AS days_since
            FROM known_cases JOIN scope ON scope.unit_id = known_cases.unit_id
        )"""


def _interval(question: Question) -> str:
    """The days within which a contact is expected on D, by category and group; 0: none is expected."""
    of_day = question.law.on(question.day)
    whens = " ".join(
        f"WHEN '{category}{group}' THEN {of_day.number(contact_code(category, group))}"
        for category in Category.values
        for group in ("", *GROUPS)
    )
    return f"CASE category || grouped {whens} END"


SOURCE = SqlSource(_cases)
FIRST = "first_on > %(first_days)s"
WITH_WORK, WITHOUT_WORK = "is_working = 1", "(is_working = 0 OR is_working IS NULL AND needs_job)"


def _figure(label: str | Promise, definition: str | Promise, condition: str) -> Figure:
    return Figure(label, definition, Of.CASE, SOURCE, condition)


FIGURES = {
    "open_cases": _figure(_("Hồ sơ đang mở"), _("Hồ sơ đang được quản lý ở cuối ngày tính số liệu."), "1 = 1"),
    "contacts_expected": _figure(
        _("Hồ sơ phải tiếp xúc định kỳ"),
        _("Hồ sơ đang mở mà kế hoạch có quy định số ngày giữa hai lần tiếp xúc cho diện và nhóm của người đó."),
        "days > 0",
    ),
    "contacts_covered": _figure(
        _("Đã tiếp xúc đúng kỳ"),
        _(
            "Trong số hồ sơ phải tiếp xúc định kỳ: lần tiếp xúc gần nhất (không kể bản tự nhận xét) còn trong số ngày quy định."
        ),
        "days > 0 AND days_since <= days",
    ),
    "work_with": _figure(
        _("Đang có việc làm"), _("Hồ sơ đang mở có việc làm đã ghi, chưa thôi việc ở ngày tính."), WITH_WORK
    ),
    "work_without": _figure(
        _("Chưa có việc làm"),
        _("Hồ sơ đang mở không có việc làm ở ngày tính, đã ghi thôi việc hoặc đang có nhu cầu giải quyết việc làm."),
        WITHOUT_WORK,
    ),
    "work_unknown": _figure(
        _("Chưa rõ việc làm"),
        _(
            "Hồ sơ đang mở chưa ghi việc làm nào và không có nhu cầu về việc làm. Dòng chữ «Việc làm» của sổ không tính."
        ),
        "is_working IS NULL AND NOT needs_job",
    ),
    **{
        f"group_{group.lower()}": _figure(
            _("Nhóm %s") % group, _("Hồ sơ đang mở có lần phân nhóm gần nhất vào nhóm này."), f"grouped = '{group}'"
        )
        for group in GROUPS
    },
    "group_none": _figure(_("Chưa phân nhóm"), _("Hồ sơ đang mở chưa được phân nhóm lần nào."), "grouped = ''"),
    "first_90_days": _figure(
        _("Mới về trong 90 ngày"), _("Hồ sơ đang mở có ngày bắt đầu quản lý trong 90 ngày đến ngày tính."), FIRST
    ),
    "first_90_days_no_contact": _figure(
        _("Mới về, chưa tiếp xúc"),
        _("Trong số mới về 90 ngày: chưa ghi lần tiếp xúc nào."),
        f"{FIRST} AND last_on IS NULL",
    ),
    "first_90_days_no_work": _figure(
        _("Mới về, chưa ghi việc làm"),
        _("Trong số mới về 90 ngày: chưa ghi việc làm nào."),
        f"{FIRST} AND is_working IS NULL",
    ),
    "first_90_days_papers": _figure(
        _("Mới về, còn thiếu giấy tờ"),
        _("Trong số mới về 90 ngày: đang có nhu cầu về giấy tờ, thủ tục pháp lý chưa giải quyết xong."),
        f"{FIRST} AND needs_papers",
    ),
    "no_officer": _figure(
        _("Chưa có cán bộ phụ trách"),
        _("Hồ sơ đang mở không có phân công cán bộ ở ngày tính và sổ cũng không ghi tên cán bộ."),
        "NOT has_officer",
    ),
}
