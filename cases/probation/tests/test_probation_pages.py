"""Absences during probation, and how probation is shortened, completed or revoked."""

from datetime import date

from cases.models import Stay
from cases.tests.factories import receive
from cases.tests.form_data import FOR_PROBATION, at


def test_a_leave_over_sixty_days_is_refused_with_its_article(world, post):
    case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2027, 1, 10))
    answer = post(at(case, "records/absences/new/"), {**FOR_PROBATION["absences"], "until_on": "05/05/2024"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "quá 60 ngày" in page
    assert "Điều 67" in page


def test_an_absence_of_somebody_not_on_probation_is_refused(world, case, post):
    answer = post(at(case, "records/absences/new/"), FOR_PROBATION["absences"])
    assert "tha tù trước thời hạn" in answer.content.decode()


def test_probation_is_completed_shortened_and_revoked(world, post):
    case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2027, 1, 10))
    post(at(case, "records/shortenings/new/"), FOR_PROBATION["shortenings"])
    row = case.shortenings.get()
    granted = {"is_granted": "yes", "decided_on": "01/06/2025", "decision_number": "7/QĐ", "new_end_on": "10/07/2026"}
    assert post(at(case, f"shorten/{row.public_id}/"), granted).status_code == 302
    case.refresh_from_db()
    assert case.probation_end_on == date(2026, 7, 10)
    early = post(at(case, "complete/"), {"on": "30/06/2026", "document_number": "15/GCN"})
    assert early.status_code == 422
    assert "rút ngắn trước" in early.content.decode()
    done = post(at(case, "complete/"), {"on": "10/07/2026", "document_number": "15/GCN"})
    assert done.status_code == 302
    case.refresh_from_db()
    assert (case.certificate_number, Stay.objects.latest().get(case=case).category) == ("15/GCN", "completed")
    answer = post(at(case, "revoke/"), {"on": "11/07/2026", "decision_number": "1"})
    assert "Hủy tha tù chỉ áp dụng" in answer.content.decode()
