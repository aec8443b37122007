"""Cases that the browser tests work on, and typing the reception form."""

from datetime import timedelta

from cases.facts.stay_chain import start_history
from cases.models import Case
from cases.people.birth_dates import BirthDate
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from core.dates import add_months, today, vn_date
from reintegration.testing.keyboard import Keyboard


def ago(days: int):
    return today() - timedelta(days=days)


def receive(world, code: str, name: str, days: int = 400, category: str = "completed", **details) -> Case:
    on = ago(days)
    history = start_history(unit_id=world.tinh_bac.pk, category=category, on=on, origin="prison")
    person = PersonData(name, BirthDate(1985, 6, 5), "male")
    details = {
        "release_on": on,
        "sentence_months": 18,
        "certificate_number": "12/GCN",
        "officer": world.officer,
        **details,
    }
    return reception_services.receive(by=None, case=NewCase(code, person, history, details))


def on_probation(world, **details) -> Case:
    end = add_months(today(), 14)
    return receive(world, "TT-1", "Võ Đình Thử", 200, "conditional", probation_end_on=end, **details)


def fill_reception(keyboard: Keyboard) -> None:
    keyboard.type("Họ và tên", "Lê Văn Về")
    keyboard.type("Ngày sinh", "05/06/1985")
    keyboard.choose("Giới tính", "Nam")
    keyboard.choose("Diện", "Chấp hành xong")
    keyboard.type("Ngày về địa phương", vn_date(ago(3)))
    keyboard.type("Ngày ra trại", vn_date(ago(4)))
    keyboard.type("Mức án đã tuyên", "2 năm")
