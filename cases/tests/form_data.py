"""Valid form data for the forms of a case."""

from datetime import date

from cases.facts.store import ReoffenceData
from cases.reoffences import services as reoffences_services
from core.tests.scan_files import pdf

NUMBER = "051085000123"
PDF = pdf()


def at(case, tail="") -> str:
    return f"/cases/{case.public_id}/{tail}"


HOME = {
    "full_name": "Lê Văn Về",
    "birth": "05/06/1985",
    "sex": "male",
    "category": "completed",
    "origin": "prison",
    "start_on": "02/05/2024",
    "release_on": "01/05/2024",
    "sentence": "3 năm 6 tháng",
}
LETTER = {
    "category": "amnesty",
    "prison_name": "Trại giam Bình Điền",
    "notice_number": "12/TB",
    "notice_on": "01/09/2024",
    "received_on": "03/09/2024",
    "expected_on": "01/10/2024",
}
RECORD = {
    "contacts": {"kind": "visit", "on": "01/03/2024", "outcome": "Ở nhà, làm ruộng"},
    "classifications": {"group": "A", "on": "01/03/2024", "reasons": "Ổn định"},
    "household": {"full_name": "Nguyễn Thị Mẹ", "relation": "Mẹ"},
    "judgments": {
        "court": "TAND huyện",
        "number": "5/HSST",
        "on": "01/02/2020",
        "main_penalty": "prison",
        "months": "18",
    },
    "residences": {"kind": "temporary", "address": "Tổ 1", "from_on": "01/03/2024", "valid_until": "01/03/2026"},
    "penalties": {"kind": "surveillance", "end_on": "01/02/2026"},
    "obligations": {"kind": "court_fee", "amount": "200000"},
    "needs": {"kind": "job", "description": "Cần việc làm", "raised_on": "01/03/2024", "state": "open"},
    "employments": {"employer": "HTX", "work": "Mộc", "contract": "labour", "start_on": "01/04/2024"},
    "violations": {
        "on": "01/03/2024",
        "behaviour": "Gây mất trật tự công cộng",
        "form": "fine",
        "amount": "750000",
        "decision_number": "31/QĐ-XPHC",
        "decided_on": "05/03/2024",
        "decided_by": "Trưởng Công an xã",
    },
    "work-checks": {"months": "3", "has_work": "True", "on": "20/04/2024", "proof": "Xác nhận của HTX"},
    "papers": {"kind": "id_card", "noted_on": "15/01/2024", "applied_on": "20/01/2024"},
    "reviews": {"path": "automatic", "guided_on": "01/03/2024"},
}
FOR_PROBATION = {
    "absences": {
        "applied_on": "01/03/2024",
        "from_on": "05/03/2024",
        "until_on": "20/03/2024",
        "destination": "Đà Nẵng",
        "reason": "Làm thuê",
        "is_granted": "true",
        "decided_on": "02/03/2024",
    },
    "breaches": {"kind": "commitment", "on": "01/03/2024", "is_intentional": "on", "description": "Không báo cáo"},
    "moves": {"applied_on": "01/03/2024", "to_text": "Tịnh Hà", "reason": "Theo vợ"},
    "shortenings": {"proposed_on": "01/03/2024", "reason": "Tiến bộ"},
}
NEW_SENTENCE = {"prosecuted_on": "2024-03-01", "court": "TAND huyện", "number": "9/HSST", "on": "01/06/2024"}


def reoffended(world, case) -> dict:
    """Record a conviction for a new crime and return form data for its sentence."""
    days = {"prosecuted_on": date(2024, 3, 1), "convicted_on": date(2024, 6, 1), "outcome": "convicted"}
    reoffences_services.record_reoffence(by=world.officer, case=case, data=ReoffenceData(**days))
    return NEW_SENTENCE
