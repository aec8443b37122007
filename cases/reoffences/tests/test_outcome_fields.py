"""What is recorded about a new crime and its outcome: every value in the form, in every version, and named while missing."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cases.facts.clock import fact_time
from cases.facts.store import ReoffenceData, insert_reoffences
from cases.models import Reoffence
from cases.reoffences.missing import missing_of
from cases.tests.form_data import at

TYPED = {
    "prosecuted_on": "01/03/2024",
    "document_number": "5/QĐ-CSĐT",
    "prosecuted_by": "Cơ quan CSĐT Công an huyện",
    "act_on": "20/02/2024",
    "articles": "khoản 1 Điều 173",
    "is_intentional": "intent",
    "crime_class": "less_serious",
    "outcome": "convicted",
    "convicted_on": "01/06/2024",
    "outcome_number": "12/2024/HSST",
    "outcome_body": "TAND huyện",
}


def test_everything_typed_is_kept_and_a_correction_keeps_the_earlier_version(case, post, officer):
    assert post(at(case, "reoffences/new/"), TYPED).status_code == 302
    made = Reoffence.objects.get()
    stored = (made.prosecuted_by, made.act_on, made.articles, made.is_intentional, made.crime_class)
    assert stored == ("Cơ quan CSĐT Công an huyện", date(2024, 2, 20), "khoản 1 Điều 173", True, "less_serious")
    assert (made.outcome_number, made.outcome_body, missing_of(made)) == ("12/2024/HSST", "TAND huyện", [])
    form = officer.get(at(case, f"reoffences/{made.pk}/correct/")).context["form"]
    assert form["is_intentional"].value() == "intent"
    changed = {**TYPED, "is_intentional": "negligence", "why": "Bản án ghi vô ý", "basis_number": "12/2024/HSST"}
    assert post(at(case, f"reoffences/{made.pk}/correct/"), changed).status_code == 302
    new = Reoffence.objects.current().get()
    assert (new.is_intentional, new.articles, new.act_on) == (False, made.articles, made.act_on)
    page = officer.get(at(case, f"reoffences/{new.pk}/")).content.decode()
    assert "Các bản đã ghi trước" in page
    assert "vô ý" in page


def test_what_is_not_known_stays_open_and_is_named(case, post):
    data = {name: TYPED[name] for name in ("prosecuted_on", "document_number")} | {"outcome": "pending"}
    assert post(at(case, "reoffences/new/"), data).status_code == 302
    made = Reoffence.objects.get()
    assert (made.is_intentional, made.crime_class, made.act_on) == (None, "", None)
    assert missing_of(made) == [
        "cơ quan khởi tố", "ngày phạm tội", "điều, khoản của BLHS", "cố ý hay vô ý", "loại tội phạm"
    ]  # fmt: skip
    made.outcome = "dropped"
    assert missing_of(made)[-3] == "ngày đình chỉ hoặc tuyên không phạm tội"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ended_on": "01/06/2024"},
        {"outcome": "dropped", "convicted_on": "", "ended_on": "29/02/2024"},
        {"outcome": "pending", "convicted_on": ""},
        {"crime_class": "mild"},
    ],
)
def test_values_that_do_not_fit_together_are_refused(case, post, wrong):
    assert post(at(case, "reoffences/new/"), {**TYPED, **wrong}).status_code == 422
    assert not Reoffence.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"crime_class": "mild"}, "reoffence_class_known"),
        ({"ended_on": date(2024, 4, 1)}, "reoffence_ended_without_conviction"),
        ({"ended_on": date(2024, 2, 1), "outcome": "dropped"}, "reoffence_ended_after_prosecution"),
    ],
)
def test_the_database_refuses_them_as_well(case, wrong, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        insert_reoffences([(case, ReoffenceData(date(2024, 3, 1), **wrong))], None, fact_time())
