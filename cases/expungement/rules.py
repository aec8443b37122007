"""What the law says about the expungement of a case (BLHS Điều 69–73)."""

from django.utils.translation import gettext_lazy as _

from cases.judgments.convictions import conviction_of
from cases.models import Case
from cases.worklist.worklist import followed, law_for
from core.dates import today
from law.rules.expungement import Answer, Status, expungement

STATUSES = {
    Status.EXPUNGED_AUTO: _("Đủ điều kiện đương nhiên được xóa án tích"),
    Status.WAITING: _("Chưa hết thời hạn"),
    Status.NOT_EXPUNGED: _("Chưa được xóa: còn việc phải làm"),
    Status.NEEDS_CONFIRMATION: _("Cần xác nhận: quy định chưa rõ cho trường hợp này"),
    Status.COURT_PETITION: _("Đủ điều kiện xin Tòa án xóa án tích"),
    Status.COURT_MAY_DECIDE: _("Có thể xin Tòa án xóa án tích trước hạn (Điều 72)"),
    Status.NO_RECORD: _("Không có án tích"),
}


def answer_of(case: Case) -> Answer | None:
    """What the law says of this case today; None where the sentence is not entered."""
    one = None if case.ended_on else followed(case)
    conviction = one.facts.conviction if one else conviction_of(case)
    return expungement(conviction, law_for(case)[0].on(today()), today()) if conviction else None
