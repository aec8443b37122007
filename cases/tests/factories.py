"""Creates cases for tests through the service functions that the pages use."""

from datetime import date

from cases.facts.stay_chain import start_history
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData


def receive(world, code="HS-1", name="Nguyễn Văn Ân", category="completed", unit=None, numbers=(), on=None, **details):
    on = on or date(2024, 1, 10)
    history = start_history(unit_id=(unit or world.tinh_bac).pk, category=category, on=on, origin="prison")
    new = NewCase(code, PersonData(name, numbers=numbers), history, {"release_on": on, **details})
    return reception_services.receive(by=None, case=new)
