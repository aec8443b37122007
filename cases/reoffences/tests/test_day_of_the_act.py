"""The day of the act of a new crime: asked for in the form, kept in every version, and what expungement counts by."""

from datetime import date

import pytest

from cases.expungement.rules import answer_of
from cases.facts.store import ReoffenceData
from cases.models import Case, Reoffence
from cases.reoffences import services
from cases.tests.factories import receive
from cases.tests.form_data import at
from core.errors import Refused
from law.rules.expungement import Status

# Released on 10/01/2020 after 18 months: clear after 10/01/2022.
PROSECUTED = date(2022, 3, 1)


@pytest.fixture
def old(world):
    made = receive(world, code="HS-OLD", on=date(2020, 1, 10), sentence_months=18)
    made.judgments.create(
        court="TAND huyện",
        number="5/HSST",
        on=date(2018, 2, 1),
        main_penalty="prison",
        months=18,
        has_no_obligations=True,
    )
    return made


def answer(case):
    return answer_of(Case.objects.with_latest().get(pk=case.pk))


@pytest.mark.parametrize(
    ("act_on", "status", "questions"),
    [
        (date(2022, 1, 10), Status.NOT_EXPUNGED, 0),
        (date(2022, 1, 11), Status.EXPUNGED_AUTO, 0),
        (None, Status.NOT_EXPUNGED, 1),
    ],
)
def test_the_day_of_the_act_decides_whether_the_period_was_over(world, old, act_on, status, questions):
    services.record_reoffence(by=world.officer, case=old, data=ReoffenceData(PROSECUTED, "5/QĐ", act_on=act_on))
    found = answer(old)
    assert (found.status, len(found.questions)) == (status, questions)


def test_the_form_asks_for_it_and_a_correction_keeps_it(case, post, officer):
    typed = {"prosecuted_on": "01/05/2024", "act_on": "20/04/2024", "document_number": "5/QĐ", "outcome": "pending"}
    assert "Ngày phạm tội mới" in officer.get(at(case, "reoffences/new/")).content.decode()
    assert post(at(case, "reoffences/new/"), {**typed, "act_on": "02/05/2024"}).status_code == 422
    assert post(at(case, "reoffences/new/"), typed).status_code == 302
    made = Reoffence.objects.get()
    assert made.act_on == date(2024, 4, 20)
    page = officer.get(at(case, f"reoffences/{made.pk}/correct/")).content.decode()
    assert "20/04/2024" in page


def test_an_act_after_the_prosecution_is_refused(world, case):
    data = ReoffenceData(date(2024, 5, 1), "5/QĐ", act_on=date(2024, 5, 2))
    with pytest.raises(Refused, match="Ngày phạm tội mới không được sau ngày khởi tố bị can"):
        services.record_reoffence(by=world.officer, case=case, data=data)
