"""The court's decisions entered on the reception page."""

from datetime import date

import pytest

from audit.models import AuditEvent
from cases.facts.stay_chain import start_history
from cases.models import AdditionalPenalty, Case, CivilObligation, Judgment, Offence, Person
from cases.people.birth_dates import BirthDate
from cases.people.matching import compare
from cases.reception import services as reception_services
from cases.reception.forms import SECTIONS, ReceptionForm
from cases.reception.services import NewCase, PersonData
from core.forms.formsets import all_forms

HOME = {
    "full_name": "Lê Văn Về", "birth": "05/06/1985", "sex": "male", "category": "completed", "origin": "prison",
    "start_on": "10/05/2024", "release_on": "10/05/2024", "sentence": "3 năm 6 tháng",
}  # fmt: skip
COURT = {"court": "TAND huyện Sơn Tịnh", "judgment_number": "12/HSST", "judgment_on": "01/02/2021"}
CRIMES = {"offence": "Trộm cắp tài sản; Đánh bạc", "article": "Điều 173 khoản 1; Điều 321 khoản 1"}


@pytest.fixture
def post(world, client_for, post_form):
    client = client_for(world.officer)
    return lambda data: post_form(client, "/cases/receive/", {**HOME, "unit": world.tinh_bac.pk, **data})


def errors(answer) -> set[str]:
    assert answer.status_code == 422, answer.url
    assert not Case.objects.exists()
    return {part.add_prefix(name) for part in all_forms(answer.context["form"]) for name in part.errors}


def test_everything_the_court_decided_is_written_down_with_the_case(post):
    rows = {
        "penalties-0-kind": "surveillance", "penalties-0-end_on": "10/05/2027",
        "obligations-0-kind": "court_fee", "obligations-0-amount": "200000", "obligations-0-done_on": "01/03/2021",
        "obligations-2-kind": "compensation",
    }  # fmt: skip
    assert post({**COURT, **CRIMES, **rows}).status_code == 302
    case, judgment = Case.objects.get(), Judgment.objects.get()
    assert (judgment.case, judgment.main_penalty, judgment.months) == (case, "prison", 42)
    assert (judgment.court, judgment.number, judgment.on) == ("TAND huyện Sơn Tịnh", "12/HSST", date(2021, 2, 1))
    assert [(row.name, row.article) for row in Offence.objects.filter(judgment=judgment)] == [
        ("Trộm cắp tài sản", "Điều 173 khoản 1"),
        ("Đánh bạc", "Điều 321 khoản 1"),
    ]
    assert [(row.kind, row.end_on) for row in AdditionalPenalty.objects.all()] == [("surveillance", date(2027, 5, 10))]
    assert [(row.kind, row.amount, row.done_on) for row in CivilObligation.objects.all()] == [
        ("court_fee", 200_000, date(2021, 3, 1)),
        ("compensation", None, None),
    ]
    assert AuditEvent.objects.filter(action="judgment.add").count() == 1


def test_nothing_of_it_has_to_be_known(post):
    assert post({"offence": "Trộm cắp tài sản; Đánh bạc"}).status_code == 302
    assert not Judgment.objects.exists()
    assert Case.objects.get().offence == "Trộm cắp tài sản; Đánh bạc"


def test_life_is_a_main_penalty_without_months(post):
    assert post({**COURT, "sentence": "chung thân"}).status_code == 302
    assert (Judgment.objects.get().main_penalty, Judgment.objects.get().months) == ("life", None)


def test_a_judgment_after_the_release_is_asked_about_and_not_refused(post):
    later = {**COURT, "judgment_on": "20/06/2024"}
    answer = post(later)
    assert errors(answer) == {"judgment_on"}
    form = answer.context["form"]
    assert "sau ngày ra trại 10/05/2024" in str(form.errors["judgment_on"])
    sure = form.tick.field.widget.attrs["value"]
    assert post({**later, "is_sure": sure}).status_code == 302
    assert Judgment.objects.get().on == date(2024, 6, 20)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"court": "TAND huyện"}, {"judgment_number", "judgment_on"}),
        ({**COURT, "sentence": ""}, {"sentence"}),
        ({**COURT, **CRIMES, "article": "Điều 173"}, {"article"}),
        ({**COURT, "judgment_on": "01/02/2999"}, {"judgment_on"}),
        ({"penalties-1-end_on": "10/05/2027"}, {"penalties-1-kind"}),
        ({"obligations-1-amount": "500.000"}, {"obligations-1-kind"}),
        ({"obligations-0-kind": "court_fee", "obligations-0-amount": "0"}, {"obligations-0-amount"}),
        ({"obligations-0-kind": "court_fee", "obligations-0-done_on": "01/02/2999"}, {"obligations-0-done_on"}),
    ],
)
def test_what_is_half_is_said_where_it_stands(post, data, wrong):
    assert errors(post(data)) == wrong


def test_each_field_stands_under_one_heading(world):
    shown = [name for _title, _intro, names in SECTIONS for name in names]
    assert sorted(shown) == sorted(field.html_name for field in ReceptionForm(user=world.officer).visible_fields())


# --- side by side ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def known(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2020, 1, 5), origin="prison")
    person = PersonData("Lê Văn Về", BirthDate(1985, 6, 5), "male", numbers=(("cccd", "051085000123"),))
    details = {"release_on": date(2020, 1, 5), "offence": "Đánh bạc", "address": "Thôn Minh Lộc"}
    return reception_services.receive(by=None, case=NewCase("CU-1", person, history, details))


@pytest.mark.parametrize(
    ("number", "known_number", "differs"),
    [
        ("051085000123", "số vừa nhập", False),
        ("051085000999", "số khác", True),
        ("", "đã có số", False),
    ],
)
def test_what_is_typed_stands_beside_what_is_known(world, known, post, number, known_number, differs):
    answer = post({"number": number, "offence": "Trộm cắp tài sản"})
    assert answer.status_code == 422
    assert Person.objects.count() == 1
    page = answer.content.decode()
    assert "051085000123" not in page or number == "051085000123"
    [(case, rows)] = answer.context["found"]
    by_label = {str(row.label): row for row in rows}
    assert case == known
    assert (by_label["Số giấy tờ"].known, by_label["Số giấy tờ"].differs) == (known_number, differs)
    assert (by_label["Tội danh"].typed, by_label["Tội danh"].known) == ("Trộm cắp tài sản", "Đánh bạc")
    assert by_label["Tội danh"].differs
    assert not by_label["Nơi ở"].differs
    assert 'class="differs"' in page


def test_comparing_is_one_query(known, world, django_assert_num_queries):
    case = Case.objects.visible_to(world.officer).for_list().get()
    form = ReceptionForm({**HOME, "unit": world.tinh_bac.pk}, user=world.officer)
    assert form.is_valid(), form.errors
    with django_assert_num_queries(1):
        compare(form.cleaned_data, case)
