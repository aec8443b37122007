"""Creates cases for tests through the service functions that the pages use."""

from datetime import date

from factory import Factory, Sequence, Trait

from cases.facts.stay_chain import start_history
from cases.models import Case
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData

PROBATION_END = date(2027, 1, 10)


class CaseFactory(Factory):
    """A person received in `unit` on `on`; other arguments are fields of the case.

    Traits: `amnestied`, `on_probation` (released early, on probation until PROBATION_END).
    """

    class Meta:
        model = Case

    class Params:
        amnestied = Trait(category="amnesty")
        on_probation = Trait(category="conditional", probation_end_on=PROBATION_END)

    code = Sequence(lambda number: f"HS-{number}")
    full_name = "Nguyễn Văn Ân"
    birth = None
    sex = ""
    numbers = ()
    category = "completed"
    on = date(2024, 1, 10)

    @classmethod
    def _create(cls, model_class, *, unit, code, full_name, birth, sex, numbers, category, on, **details):
        history = start_history(unit_id=unit.pk, category=category, on=on, origin="prison")
        person = PersonData(full_name, birth, sex, numbers=numbers)
        new = NewCase(code, person, history, {"release_on": on, **details})
        return reception_services.receive(by=None, case=new)


def receive(world, code="HS-1", name="Nguyễn Văn Ân", category="completed", unit=None, numbers=(), on=None, **details):
    """A case in Tịnh Bắc unless `unit` says otherwise."""
    if on is not None:
        details["on"] = on
    return CaseFactory(
        unit=unit or world.tinh_bac, code=code, full_name=name, category=category, numbers=numbers, **details
    )
