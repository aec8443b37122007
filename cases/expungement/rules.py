"""What the law says about the expungement of a case (BLHS Điều 69–73)."""

from django.utils.translation import gettext_lazy as _

from cases.judgments.convictions import PersonConvictions, convictions_of
from cases.models import Case
from cases.worklist.worklist import law_for, worklist_case_of
from core.dates import today
from law.rules.expungement import Answer, Status
from law.rules.person_record import PersonRecord, person_record

STATUSES = {
    Status.EXPUNGED_AUTO: _("Đủ điều kiện đương nhiên được xóa án tích"),
    Status.WAITING: _("Chưa hết thời hạn"),
    Status.NOT_EXPUNGED: _("Chưa được xóa: còn việc phải làm"),
    Status.NEEDS_CONFIRMATION: _("Cần xác nhận: quy định chưa rõ cho trường hợp này"),
    Status.COURT_PETITION: _("Đủ điều kiện xin Tòa án xóa án tích"),
    Status.COURT_MAY_DECIDE: _("Có thể xin Tòa án xóa án tích trước hạn"),
    Status.NEEDS_ANSWER: _("Cần ghi thêm mới tính được"),
    Status.NO_RECORD: _("Không có án tích"),
}


def record_of(case: Case) -> PersonRecord | None:
    """The law's answer of today on all convictions of the person; None if the sentence of this case is not entered."""
    one = None if case.ended_on else worklist_case_of(case)
    found = (
        PersonConvictions(one.facts.conviction, one.facts.other_convictions)
        if one is not None
        else convictions_of(case)
    )
    return person_record((found.own, *found.others), law_for(case)[0].on(today()), today()) if found.own else None


def answer_of(case: Case) -> Answer | None:
    """The answer that decides about the person today; None if the sentence of this case is not entered."""
    record = record_of(case)
    return record.answer if record else None
