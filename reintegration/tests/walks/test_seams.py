"""The second walls: what a verb or a query refuses although a page that asks for it is already guarded."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit import events as audit_events
from audit.models import AuditEvent
from cases.expungement import services as expungement_services
from cases.models import Judgment, Notice, Offence, Person, SealedCaseAccess, TransferRequest
from cases.people.birth_dates import BirthDate
from cases.people.id_numbers import check_id_number
from cases.reception.services import PersonData, receive_home
from cases.records import services as records_services
from cases.transfers import services as transfers_services
from core.errors import Refused
from jobs import exports
from jobs.models import Job
from jobs.queue import JobError

pytestmark = pytest.mark.usefixtures("quiet", "shared_people")
ASKED = {"why": "Tòa án yêu cầu", "document_number": "3/TA"}


def test_a_notice_goes_with_its_person(world, marked):
    """One that was sent to the commune is not shown there when the person is elsewhere now, or expunged."""
    shown = {
        name: set(Notice.objects.visible_to(getattr(world, name)).filter(state="arrived").values_list("pk", flat=True))
        for name in ("officer", "leader", "leader_other")
    }
    arrived = {mark: made.rows[Notice, "arrived"].pk for mark, made in marked.people.items()}
    assert shown["officer"] == {arrived["zqmarkbac"]}
    assert shown["leader"] == {arrived["zqmarkbac"], arrived["zqmarkha"], arrived["zqmarkmoved"]}
    assert shown["leader_other"] == {arrived["zqmarktu"]}


def test_requests_about_an_expunged_case_are_nobodys(world, marked):
    for name in ("officer", "leader", "leader_other"):
        for row in TransferRequest.objects.visible_to(getattr(world, name)):
            assert row.case.code not in ("zqmarksealbac-code", "zqmarksealtu-code")


@pytest.mark.parametrize("verb", ["accept", "refuse", "withdraw"])
def test_each_side_of_a_transfer_decides_its_own_part(world, marked, verb):
    row = marked.people["zqmarkbac"].rows[TransferRequest]
    TransferRequest.objects.filter(pk=row.pk).update(to_unit=world.tinh_ha)
    more = {"accept": {"on": date(2024, 5, 1)}, "refuse": {"why": "Chưa về"}, "withdraw": {}}[verb]
    others = ["officer_ha", "leader_other"] if verb == "withdraw" else ["officer", "leader_other"]
    for name in [*others, "committee", "bank"]:
        with pytest.raises(Refused, match="bên kia"):
            getattr(transfers_services, verb)(by=getattr(world, name), request=row, **more)
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_sealed_case_is_read_by_who_opened_it_and_for_an_hour(world, marked, client_for, post_form):
    case = marked.people["zqmarksealbac"].case
    second = world.stranger
    second.memberships.create(unit=world.son_tinh, role="district_leader", start_on=date(2023, 1, 1))
    leader, address = client_for(world.leader), f"/cases/sealed/{case.public_id}/"
    opened = post_form(leader, "/cases/sealed/", {"code": case.code, **ASKED})
    assert opened.url == address
    assert "zqmarksealbac" in leader.get(address).content.decode()
    assert client_for(second).get(address).status_code == 404
    SealedCaseAccess.objects.update(until_at=timezone.now() - timedelta(seconds=1))
    assert leader.get(address).status_code == 404


def test_a_sealed_case_is_opened_by_the_leader_of_its_own_units(world, marked):
    for code in ("zqmarksealtu-code", "zqmarkbac-code", "KHÔNG"):
        assert expungement_services.open_sealed(by=world.leader, code=code, **ASKED) is None
    assert expungement_services.open_sealed(by=world.officer, code="zqmarksealbac-code", **ASKED) is None
    assert expungement_services.open_sealed(by=world.leader, code="zqmarksealbac-code", **ASKED) is not None
    assert AuditEvent.objects.filter(action="sealed.not_found").count() == 4
    # A role lost, or a case that is not sealed (any more): the hour is over at once.
    case = marked.people["zqmarksealbac"].case
    assert expungement_services.readable(world.leader, case.public_id) == case
    world.leader.memberships.update(end_on=date(2024, 1, 1))
    assert expungement_services.readable(world.leader, case.public_id) is None


def test_a_record_is_not_added_through_another_case(marked):
    mine, theirs = marked.people["zqmarkbac"], marked.people["zqmarkha"]
    data = {"judgment": theirs.rows[Judgment], "name": "Trộm cắp", "article": "173", "crime_class": "serious"}
    with pytest.raises(Refused, match="hồ sơ khác"):
        records_services.add(by=None, case=mine.case, model=Offence, data=data)
    assert records_services.add(by=None, case=theirs.case, model=Offence, data=data).judgment == theirs.rows[Judgment]


def test_a_known_person_is_not_given_somebody_elses_number(world, marked):
    mine, theirs = marked.people["zqmarkbac"], marked.people["zqmarkha"]
    asked = {
        "by": world.leader,
        "data": PersonData("Nguyễn Văn Về", BirthDate(1985, None, None)),
        "unit": world.tinh_bac,
        "category": "completed",
        "origin": "prison",
        "start_on": date(2025, 5, 2),
        "details": {"release_on": date(2025, 5, 2)},
        "number": check_id_number(theirs.number),
    }
    people = Person.objects.count()
    with pytest.raises(Refused, match="cấp huyện"):
        receive_home(**asked, person=mine.case.person)
    assert Person.objects.count() == people
    assert list(mine.case.person.identity_numbers.values_list("pk", flat=True)) != []
    assert theirs.case.person.identity_numbers.get(claim="").number == theirs.number


def test_a_role_is_asked_for_again_when_the_file_is_made(world, marked):
    made = exports.ask(by=world.officer, kind="cases", reason="Rà soát", filters={})
    world.officer.memberships.update(role="commune_committee")
    job = Job.objects.select_related("by").get(pk=made.job_id)
    with pytest.raises(JobError, match="không còn được xuất"):
        exports.make(job, lambda *progress: None)


def test_a_leader_sees_what_the_own_officers_looked_at_only(world, marked, client_for):
    leader = client_for(world.leader)
    names = {row["user"].username for row in leader.get("/cases/looks/").context["rows"]}
    assert {"officer", "officer.ha", "leader"} <= names
    assert not names & {"leader.other", "province", "admin"}
    for user in (world.leader_other, world.province):
        assert leader.get(f"/cases/looks/{user.public_id}/").status_code == 404
    nobody = leader.get(f"/cases/looks/{uuid.uuid4()}/")
    assert nobody.status_code == 404


def test_an_officers_month_names_nobody_outside_the_leaders_units(world, marked, client_for):
    """What the officer of mine looked at, elsewhere or now sealed, is counted without a name."""
    officer = client_for(world.officer)
    officer.get(marked.people["zqmarkbac"].case.get_absolute_url())
    for mark in ("zqmarktu", "zqmarksealbac"):
        target = marked.people[mark].case
        audit_events.record(by=world.officer, action="case.view", target=target, unit=target.stays.first().unit_id)
    page = client_for(world.leader).get(f"/cases/looks/{world.officer.public_id}/").content.decode()
    assert "zqmarkbac" in page
    assert page.count("không còn trong địa bàn") == 2
    assert "zqmarktu" not in page
    assert "zqmarksealbac" not in page


def test_a_list_is_handed_over_within_the_own_units(world, marked, client_for):
    """Of an officer who follows people here and elsewhere, a leader hands over those here."""
    marked.people["zqmarktu"].case.officer = world.officer
    marked.people["zqmarktu"].case.save()
    form = client_for(world.leader).get(f"/cases/hand-over/{world.officer.public_id}/").context["form"]
    assert [case.code for case in form.fields["cases"].queryset] == ["zqmarkbac-code"]
