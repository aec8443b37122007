"""What the tests of planning share: checking and applying a workbook, and what is recorded."""

from datetime import date

from cases.facts.stay_chain import start_history
from cases.models import Stay
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from register.services import apply_register, check_register
from register.tests.workbooks import book

CASES, CHANGES = "Danh sách", "Biến động"
NUMBER, OTHER_NUMBER = "051082000011", "051082000022"


def check(cases=None, changes=None, by=None):
    return check_register("so.xlsx", book(cases, changes), by=by)


def apply(cases=None, changes=None, by=None, **options):
    return apply_register("so.xlsx", book(cases, changes), by=by, **options)


def counts(result, sheet):
    return {name: number for name, number in result.sheets[sheet].items() if number and name != "rows"}


def receive(code, unit, *, on=date(2024, 2, 1), category="completed", person=None, details=None):
    history = start_history(unit_id=unit.pk, category=category, on=on, origin="prison")
    person = person or PersonData("Nguyễn Văn An")
    return reception_services.receive(
        by=None, case=NewCase(code, person, history, {"release_on": on, **(details or {})})
    )


def stays(code):
    return [
        (stay.unit.name, stay.category, stay.start_on, stay.end_on, stay.end_reason)
        for stay in Stay.objects.current().filter(case__code=code).select_related("unit").order_by("start_on")
    ]
