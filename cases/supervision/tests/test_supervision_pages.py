"""Monthly reports, the assigned officer and helper, and handing cases over to another officer."""

from datetime import date

from cases.models import Assignment, Case, Contact
from cases.tests.form_data import at
from core.dates import today


def test_a_report_must_name_its_month_and_comes_once(world, case, post):
    data = {"kind": "monthly_report", "on": "01/03/2024", "outcome": "Tốt"}
    address = at(case, "records/contacts/new/")
    assert "của tháng nào" in post(address, data).content.decode()
    assert post(address, {**data, "month": "02/2024"}).status_code == 302
    again = post(address, {**data, "month": "02/2024"})
    assert "đã có bản nhận xét" in again.content.decode()
    assert Contact.objects.get().for_month == date(2024, 2, 1)


def test_officer_and_helper_are_assigned_and_followed_by_others(world, case, post, officer):
    assert post(at(case, "assign/officer/"), {"user": world.officer.pk, "on": "01/02/2024"}).status_code == 302
    helper = {"full_name": "Bà Hội Phụ nữ", "organisation": "women", "on": "01/02/2024"}
    assert post(at(case, "assign/helper/"), helper).status_code == 302
    assert (
        post(at(case, "assign/helper/"), {**helper, "full_name": "Ông Trưởng thôn", "on": "01/03/2024"}).status_code
        == 302
    )
    case.refresh_from_db()
    assert (case.officer, case.helper_text) == (world.officer, "Ông Trưởng thôn")
    assert Assignment.objects.get(full_name="Bà Hội Phụ nữ").end_on == date(2024, 3, 1)
    page = officer.get(at(case, "tab/supervision/")).content.decode()
    assert "Ông Trưởng thôn" in page


def test_an_officer_of_another_commune_cannot_be_chosen(world, case, post):
    assert post(at(case, "assign/officer/"), {"user": world.officer_ha.pk, "on": "01/02/2024"}).status_code == 422


def test_a_whole_list_is_handed_over(world, case, post_form, client_for):
    world.stranger.memberships.create(unit=world.tinh_bac, role="commune_officer", start_on=date(2023, 1, 1))
    Case.objects.update(officer=world.officer)
    leader = client_for(world.leader)
    address = f"/cases/hand-over/{world.officer.public_id}/"
    assert leader.get(address).status_code == 200
    data = {"to": world.stranger.pk, "on": f"{today():%d/%m/%Y}", "why": "Chuyển công tác", "cases": [case.pk]}
    assert post_form(leader, address, data).status_code == 302
    case.refresh_from_db()
    assert case.officer == world.stranger
    assert client_for(world.officer_ha).get(address).status_code == 404


def test_a_list_is_offered_only_to_who_may_take_it(world, case, client_for):
    """The choices exclude the leaving officer and officers of other communes, whom the service would refuse."""
    Case.objects.update(officer=world.officer)
    leader, address = client_for(world.leader), f"/cases/hand-over/{world.officer.public_id}/"
    form = leader.get(address).context["form"]
    assert [value for value, _label in form.fields["to"].choices] == [""]
    assert "Xã chưa có cán bộ khác" in form.fields["to"].help_text
    world.stranger.memberships.create(unit=world.tinh_bac, role="commune_officer", start_on=date(2023, 1, 1))
    form = leader.get(address).context["form"]
    assert [value for value, _label in form.fields["to"].choices] == ["", world.stranger.pk]
    assert form["to"].initial == world.stranger.pk
