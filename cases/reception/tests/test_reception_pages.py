"""The page on which an officer receives a released person."""

from datetime import date, timedelta

from cases.closing import services as closing_services
from cases.models import Case, Person, Stay
from cases.tests.factories import receive
from cases.tests.form_data import HOME, NUMBER
from core.dates import today


def test_a_person_comes_home_on_one_page(world, officer, post):
    assert officer.get("/cases/receive/").status_code == 200
    answer = post("/cases/receive/", {**HOME, "unit": world.tinh_bac.pk, "number": "051 085 000 123"})
    case = Case.objects.get()
    assert answer.url == case.get_absolute_url()
    assert (case.code, case.sentence_months) == ("21205-2024-001", 42)
    assert case.person.identity_numbers.get().number == NUMBER
    assert Stay.objects.get().start_on == date(2024, 5, 2)


def test_what_was_typed_stays_beside_the_errors(world, post):
    answer = post(
        "/cases/receive/",
        {**HOME, "unit": world.tinh_bac.pk, "start_on": f"{today() + timedelta(days=1):%d/%m/%Y}", "birth": "1985"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "không được sau hôm nay" in page
    assert 'value="Lê Văn Về"' in page
    assert not Case.objects.exists()


def test_an_officer_receives_only_into_the_own_commune(world, post):
    assert post("/cases/receive/", {**HOME, "unit": world.tinh_ha.pk}).status_code == 422


def test_somebody_alike_is_shown_and_must_be_answered(world, post):
    old = receive(world, "CU", "Lê Văn Về", on=date(2020, 1, 1))
    Person.objects.update(birth_year=1985, birth_month=6, birth_day=5)
    closing_services.close(by=None, case=old, on=date(2022, 1, 1), reason="other")
    form = {**HOME, "unit": world.tinh_bac.pk}
    asked = post("/cases/receive/", form)
    assert asked.status_code == 422
    assert "Chính là người này" in asked.content.decode()
    assert Case.objects.count() == 1
    post("/cases/receive/", {**form, "is_person": str(old.public_id)})
    assert Person.objects.count() == 1
    assert Case.objects.count() == 2


def test_two_people_of_one_name_may_be_told_apart(world, post):
    receive(world, "CU", "Lê Văn Về", on=date(2020, 1, 1))
    Person.objects.update(birth_year=1985, birth_month=6, birth_day=5)
    post("/cases/receive/", {**HOME, "unit": world.tinh_bac.pk, "is_person": "new"})
    assert Person.objects.count() == 2


def test_while_typing_only_visible_people_are_shown(world, post):
    receive(world, "A", "Lê Văn Về", unit=world.tinh_ha)
    receive(world, "B", "Lê Văn Về", on=date(2020, 1, 1))
    page = post("/cases/receive/likeness/", {"full_name": "le van ve"}).content.decode()
    assert "hồ sơ B" in page
    assert "hồ sơ A" not in page
