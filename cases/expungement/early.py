"""When an expungement takes a second person: earlier than the computed day, or with an open prosecution (BLHS Điều 69–73).

The certificate or the court's decision still expunges. But a mistake hides a case from every list, so another user has to
look at the document first.
"""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from cases.choices import Outcome
from cases.expungement.rules import record_of
from cases.facts import rate_guard
from cases.models import Case, Reoffence, Stay
from core.dates import vn_date
from core.text import clause
from law.rules.expungement import Answer, Status


def reasons_for_second_person(case: Case, on: date) -> list[str]:
    """Return why an expungement proved by a document of the day `on` takes a second person, or []."""
    if not Stay.objects.current().filter(case=case).exists():
        return []  # a withdrawn case, which is refused anyway
    record = record_of(Case.objects.with_latest().get(pk=case.pk))
    found = [_unknown_sentence()] if record is None else _too_early(record.answer, on)
    pending = Reoffence.objects.current().filter(person=case.person_id, outcome=Outcome.PENDING)
    text = _("Người này bị khởi tố ngày %s và vụ án chưa có kết quả xét xử.")
    return found + [text % vn_date(one.prosecuted_on) for one in pending.order_by("prosecuted_on")]


def require_second_person(by: User | None, case: Case, on: date) -> None:
    """Make the call of a user wait for a second person if the expungement is early or a prosecution is open."""
    if by is not None:
        for reason in reasons_for_second_person(case, on):
            rate_guard.require_second_person(reason)


def explanation(case: Case) -> str:
    """Return the text above the form: the earliest day, and that an earlier document or an open case takes two people."""
    record = record_of(case)
    earliest = record.answer.earliest if record else None
    day = _("Ngày sớm nhất tính được: %s.") % vn_date(earliest) if earliest else _("Chưa tính được ngày sớm nhất.")
    rule = _(
        "Nếu giấy tờ đề ngày sớm hơn, chưa tính được ngày, hoặc người này đang bị khởi tố, hệ thống lập đề nghị để người thứ hai"
        " đối chiếu phiếu lý lịch tư pháp hoặc quyết định của Tòa án (số, ngày, cơ quan cấp) rồi mới ghi."
    )
    return f"{day} {rule}"


def _unknown_sentence() -> str:
    return _("Chưa nhập mức án đã tuyên nên không tính được ngày sớm nhất có thể được xóa án tích.")


def _too_early(answer: Answer, on: date) -> list[str]:
    if answer.status == Status.NO_RECORD:
        return []
    if answer.earliest is None:
        open_points = "; ".join(clause(one.text, is_lower=True) for one in (*answer.blockers, *answer.questions))
        return [_("Theo dữ liệu đã ghi thì chưa được xóa án tích: %s.") % open_points]
    if on < answer.earliest:
        text = _("Giấy tờ đề ngày %(on)s, trước ngày sớm nhất tính được là %(earliest)s.")
        return [text % {"on": vn_date(on), "earliest": vn_date(answer.earliest)}]
    return []
