"""The hint of recidivism reaches every judgment of the person, and names what nobody has recorded."""

from datetime import date

import pytest

from cases.facts.stay_chain import StayValue
from cases.facts.store import ReoffenceData
from cases.models import Case
from cases.reception import services as reception_services
from cases.reception.services import NewCase
from cases.reoffences import services
from cases.reoffences.recidivism_hint import recidivism_hints
from cases.tests.factories import receive
from cases.tests.form_data import at
from law.rules.recidivism import Hint

# Released on 10/01/2020 after 18 months: clear after 10/01/2022.
ACT, PROSECUTED = date(2021, 11, 1), date(2021, 12, 1)


@pytest.fixture
def old(world):
    made = receive(world, code="HS-OLD", on=date(2020, 1, 10), sentence_months=18)
    judgment(made, date(2018, 2, 1), 18)
    return made


def judgment(case, on, months, *, crime_class="less_serious", **given):
    made = case.judgments.create(
        court="TAND huyện",
        number="5/HSST",
        on=on,
        main_penalty="prison",
        months=months,
        has_no_obligations=True,
        **given,
    )
    made.offences.create(name="Trộm cắp", article="Điều 173", crime_class=crime_class, is_intentional=True)


def hint(case, prosecuted_on=PROSECUTED, **given):
    data = ReoffenceData(
        prosecuted_on, "5/QĐ", **{"act_on": ACT, "is_intentional": True, "crime_class": "serious", **given}
    )
    made = services.record_reoffence(by=None, case=case, data=data)
    return recidivism_hints(Case.objects.with_latest().get(pk=case.pk), [made]).get(made.pk)


@pytest.mark.parametrize(
    ("given", "found", "asked"),
    [
        ({}, Hint.RECIDIVISM, []),
        ({"is_intentional": False}, Hint.NONE, []),
        ({"is_intentional": False, "crime_class": "very_serious"}, Hint.RECIDIVISM, []),
        ({"is_intentional": None}, Hint.UNKNOWN, ["no_intent"]),
        ({"act_on": None}, Hint.UNKNOWN, ["no_act"]),
        ({"act_on": date(2022, 1, 11), "prosecuted_on": date(2022, 2, 1)}, Hint.NONE, []),
        ({"act_on": date(2022, 1, 10), "prosecuted_on": date(2022, 2, 1)}, Hint.RECIDIVISM, []),
    ],
)
def test_the_values_of_the_reoffence_and_the_day_of_its_act_decide(old, given, found, asked):
    answer = hint(old, **given)
    assert (answer.hint, [one.code for one in answer.questions]) == (found, asked)


def test_a_dropped_charge_has_no_hint(old):
    assert hint(old, outcome="dropped") is None


def test_a_grave_judgment_of_another_case_makes_it_dangerous(world, old):
    stay = StayValue(world.tinh_bac.pk, "completed", date(2016, 1, 10), date(2018, 1, 1), "prison", "other")
    details = {"release_on": date(2016, 1, 10), "sentence_months": 96}
    first = reception_services.receive(by=None, case=NewCase("HS-FIRST", old.person, (stay,), details))
    judgment(first, date(2010, 2, 1), 96, crime_class="very_serious")
    assert hint(old, crime_class="very_serious").hint == Hint.DANGEROUS


def test_a_judgment_without_offences_is_asked_about(world):
    bare = receive(world, code="HS-BARE", on=date(2020, 1, 10), sentence_months=18)
    answer = hint(bare, crime_class="very_serious")
    assert answer.hint == Hint.UNKNOWN
    assert any("HS-BARE" in one.text for one in answer.questions)


def test_an_earlier_reoffence_that_ended_in_a_conviction_is_a_judgment_too(old):
    hint(
        old, prosecuted_on=date(2022, 5, 1), act_on=date(2022, 4, 1), outcome="convicted", convicted_on=date(2022, 9, 1)
    )
    answer = hint(old, prosecuted_on=date(2023, 5, 1), act_on=date(2023, 4, 1))
    assert answer.hint == Hint.UNKNOWN
    assert [one.code for one in answer.questions] == ["previous_found_recidivist"]
    assert "01/05/2022" in answer.questions[0].text


def test_the_page_says_it_with_the_article_and_that_the_court_decides(old, officer):
    hint(old)
    reoffence = old.reoffences.get()
    page = officer.get(at(old, f"reoffences/{reoffence.pk}/")).content.decode()
    assert "có thể là tái phạm" in page
    assert "Điều 53" in page
    assert "Tòa án quyết định" in page
