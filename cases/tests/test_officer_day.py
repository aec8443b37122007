"""The officer's work on a person through the pages: home, followed, helped, moved, released from supervision, sealed."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from cases import services
from cases.case_page.tabs import TABS
from cases.expungement.tab import answer_of
from cases.facts.stay_chain import begin
from cases.facts.store import ReoffenceData
from cases.models import (
    Assignment,
    Case,
    CaseDocument,
    Contact,
    ExpungementReview,
    IdentityNumber,
    Notice,
    Person,
    PersonMerge,
    Stay,
    TransferRequest,
)
from cases.people import services as people_services
from cases.records.views import RECORDS
from cases.services import NewCase, PersonData
from core.dates import today

NUMBER = "051085000123"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def receive(world, code="HS-1", name="Nguyễn Văn Ân", category="completed", unit=None, numbers=(), on=None, **details):
    on = on or date(2024, 1, 10)
    history = begin(unit_id=(unit or world.tinh_bac).pk, category=category, on=on, origin="prison")
    new = NewCase(code, PersonData(name, numbers=numbers), history, {"release_on": on, **details})
    return services.receive(by=None, case=new)


@pytest.fixture
def case(world):
    return receive(world, sentence_months=18)


@pytest.fixture
def officer(world, client_for):
    return client_for(world.officer)


@pytest.fixture
def post(officer, post_form):
    return lambda address, data, **kwargs: post_form(officer, address, data, **kwargs)


def at(case, tail="") -> str:
    return f"/cases/{case.public_id}/{tail}"


# --- coming home ---------------------------------------------------------------------------------------------------------

HOME = {
    "full_name": "Lê Văn Về",
    "birth": "05/06/1985",
    "sex": "male",
    "category": "completed",
    "origin": "prison",
    "start_on": "02/05/2024",
    "release_on": "01/05/2024",
    "sentence": "3 năm 6 tháng",
}


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
    assert "Ngày ở tương lai" in page
    assert 'value="Lê Văn Về"' in page
    assert not Case.objects.exists()


def test_an_officer_receives_only_into_the_own_commune(world, post):
    assert post("/cases/receive/", {**HOME, "unit": world.tinh_ha.pk}).status_code == 422


def test_somebody_alike_is_shown_and_must_be_answered(world, post):
    old = receive(world, "CU", "Lê Văn Về", on=date(2020, 1, 1))
    Person.objects.update(birth_year=1985, birth_month=6, birth_day=5)
    services.close(by=None, case=old, on=date(2022, 1, 1), reason="other")
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


LETTER = {
    "category": "amnesty",
    "prison_name": "Trại giam Bình Điền",
    "notice_number": "12/TB",
    "notice_on": "01/09/2024",
    "received_on": "03/09/2024",
    "expected_on": "01/10/2024",
}


def test_an_amnesty_list_is_pasted_verified_and_received(world, officer, post):
    lines = "Trần Văn Một; 01/02/1990; ; thôn 1; trộm cắp\nĐỗ Thị Hai\t1988\t051188000321\tthôn 2\t"
    answer = post(
        "/cases/notices/list/", {**LETTER, "unit": world.tinh_bac.pk, "list_name": "Đặc xá 2024", "lines": lines}
    )
    assert answer.status_code == 302
    first, second = Notice.objects.order_by("pk")
    assert (first.full_name, second.number) == ("Trần Văn Một", "051188000321")
    page = officer.get("/cases/notices/").content.decode()
    assert "đã quá ngày" in page
    verify = {"on": "04/09/2024", "address_right": "no", "note": "Không có"}
    assert post(f"/cases/notices/{first.public_id}/verify/", verify).status_code == 422
    assert post(f"/cases/notices/{first.public_id}/verify/", {**verify, "answer_number": "3/HCD"}).status_code == 302
    first.refresh_from_db()
    assert (first.address_right, first.verified_on) == (False, date(2024, 9, 4))
    assert (
        post(
            f"/cases/notices/{first.public_id}/settle/", {"state": "not_come", "on": "10/10/2024", "why": "Đi nơi khác"}
        ).status_code
        == 302
    )
    form = officer.get(f"/cases/receive/?notice={second.public_id}").content.decode()
    assert "Đỗ Thị Hai" in form
    typed = {
        **HOME,
        "full_name": "Đỗ Thị Hai",
        "birth": "1988",
        "sex": "female",
        "unit": world.tinh_bac.pk,
        "start_on": "01/10/2024",
        "release_on": "01/10/2024",
        "category": "amnesty",
    }
    post(f"/cases/receive/?notice={second.public_id}", typed)
    second.refresh_from_db()
    assert second.state == "arrived"
    assert second.case == Case.objects.get()


WRONG_LINES = ["Không địa chỉ; 1990", "A; ngày; ; thôn", "12345; 1990;;thôn", "A;1990;123;thôn", "a;b;c;d;e;f"]


@pytest.mark.parametrize("line", WRONG_LINES)
def test_a_line_that_cannot_be_read_is_named(world, post, line):
    answer = post(
        "/cases/notices/list/", {**LETTER, "unit": world.tinh_bac.pk, "lines": f"Trần Một;1990;;thôn\n{line}"}
    )
    assert answer.status_code == 422
    assert "Dòng 2" in answer.content.decode()
    assert not Notice.objects.exists()


def listed(world, post, lines: str, **more):
    return post("/cases/notices/list/", {**LETTER, "unit": world.tinh_bac.pk, "lines": lines, **more})


def test_a_list_is_pasted_from_a_spreadsheet_with_its_heading_and_its_row_numbers(world, post):
    rows = [
        "STT\tHọ và tên\tNgày sinh\tCCCD\tNơi về",
        "1\tTrần Một\t1990\t\tthôn 1",
        "2\tTrần Hai\t1991\t\tthôn 2\t\t\t",
    ]
    assert listed(world, post, "\n".join(rows)).status_code == 302
    assert [row.full_name for row in Notice.objects.order_by("pk")] == ["Trần Một", "Trần Hai"]


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        ("tran mot; 01/02/1990; ; nơi khác", True),
        ("Trần Một; ; ; thôn 1", True),
        ("Trần Một; 01/02/1991; ; thôn 1", False),
        ("Trần Một; ; ; thôn 2", False),
        ("Trần Một; 01/02/1990; 051188000322; thôn 1", False),
    ],
)
def test_nobody_is_expected_twice(world, post, line, is_refused):
    """Neither told twice in a list, nor by a list that is saved again."""
    first = "Trần Một; 01/02/1990; 051188000321; thôn 1"
    expected = 422 if is_refused else 302
    twice = listed(world, post, f"{first}\n{line}")
    assert twice.status_code == expected
    assert ("Dòng 2" in twice.content.decode()) == is_refused
    Notice.objects.all().delete()
    listed(world, post, first)
    again = listed(world, post, line, notice_number="99/TB")
    assert again.status_code == expected
    assert ("thông báo 12/TB" in again.content.decode()) == is_refused


def test_one_notice_about_somebody_who_is_expected_already_says_so(world, post):
    listed(world, post, "Trần Một; 01/02/1990; ; thôn 1")
    one = {**LETTER, "unit": world.tinh_bac.pk, "full_name": "Trần Một", "birth": "01/02/1990", "address": "thôn 1"}
    answer = post("/cases/notices/new/", one)
    assert answer.status_code == 422
    assert "đã có trong danh sách người sắp về" in answer.content.decode()
    Notice.objects.update(state="cancelled", state_on=date(2024, 9, 5), state_why="Nhầm")
    assert post("/cases/notices/new/", one).status_code == 302


def test_a_leader_s_list_names_the_commune_of_each(world, client_for, post_form):
    lines = "Trần Một; 1990; ; thôn 1; ; Tịnh Hà\nTrần Hai; 1991; ; thôn 2; ; xã tinh ha\nTrần Ba; 1992; ; thôn 3"
    data = {**LETTER, "unit": world.tinh_bac.pk}
    address = "/cases/notices/list/"
    assert post_form(client_for(world.leader), address, {**data, "lines": lines}).status_code == 302
    found = {row.full_name: row.unit for row in Notice.objects.select_related("unit")}
    assert found == {"Trần Một": world.tinh_ha, "Trần Hai": world.tinh_ha, "Trần Ba": world.tinh_bac}
    foreign = post_form(client_for(world.officer), address, {**data, "lines": "A B; 1990; ; thôn; ; Tịnh Hà"})
    assert foreign.status_code == 422
    assert "Không có xã «Tịnh Hà»" in foreign.content.decode()


def test_who_did_not_come_stands_apart_with_the_reason(world, officer, post):
    listed(world, post, "Trần Một; 1990; ; thôn 1\nTrần Hai; 1991; ; thôn 2")
    one = Notice.objects.get(full_name="Trần Một")
    late = officer.get("/cases/notices/?state=late").content.decode()
    assert "Quá ngày, chưa về (2)" in late
    assert "Trần Hai" in late
    form = officer.get(f"/cases/notices/{one.public_id}/settle/").content.decode()
    assert "Đang chờ về" not in form
    post(
        f"/cases/notices/{one.public_id}/settle/", {"state": "not_come", "on": "10/10/2024", "why": "Ở lại Bình Dương"}
    )
    assert "Trần Một" not in officer.get("/cases/notices/?state=late").content.decode()
    assert "10/10/2024: " in (page := officer.get("/cases/notices/?state=not_come").content.decode())
    assert "Ở lại Bình Dương" in page


def test_until_when_the_address_is_to_be_verified_is_told_as_a_day(world, officer, post):
    """Tuesday 3/9/2024 and three working days; 3/9 itself was a holiday."""
    listed(world, post, "Trần Một; 1990; ; thôn 1")
    one = Notice.objects.get()
    assert "hạn 06/09/2024" in officer.get("/cases/notices/").content.decode()
    page = officer.get(one.get_absolute_url()).content.decode()
    assert "chậm nhất 06/09/2024 (Thông tư 10/2024/TT-BCA, Điều 8" in page
    verify = {"on": "04/09/2024", "address_right": "no"}
    answer = post(f"/cases/notices/{one.public_id}/verify/", verify).content.decode()
    assert 'id="id_answer_number_error"' in answer


def test_a_date_may_be_typed_without_strokes(world, post):
    """A telephone's keys for numbers have none."""
    listed(world, post, "Trần Một; 1990; ; thôn 1", notice_on="01092024", expected_on=" 01102024 ")
    row = Notice.objects.get()
    assert (row.notice_on, row.expected_on) == (date(2024, 9, 1), date(2024, 10, 1))
    assert listed(world, post, "Trần Hai; 1990; ; thôn 1", notice_on="1092024").status_code == 422


# --- every kind of plain record ----------------------------------------------------------------------------------------------

RECORD = {
    "contacts": {"kind": "visit", "on": "01/03/2024", "outcome": "Ở nhà, làm ruộng"},
    "classifications": {"group": "A", "on": "01/03/2024", "reasons": "Ổn định"},
    "household": {"full_name": "Nguyễn Thị Mẹ", "relation": "Mẹ"},
    "judgments": {
        "court": "TAND huyện",
        "number": "5/HSST",
        "on": "01/02/2020",
        "main_penalty": "prison",
        "months": "18",
    },
    "residences": {"kind": "temporary", "address": "Tổ 1", "from_on": "01/03/2024", "valid_until": "01/03/2026"},
    "penalties": {"kind": "surveillance", "end_on": "01/02/2026"},
    "obligations": {"kind": "court_fee", "amount": "200000"},
    "needs": {"kind": "job", "description": "Cần việc làm", "raised_on": "01/03/2024", "state": "open"},
    "employments": {"employer": "HTX", "work": "Mộc", "contract": "labour", "start_on": "01/04/2024"},
    "reviews": {"path": "automatic", "guided_on": "01/03/2024"},
}
FOR_PROBATION = {
    "absences": {
        "applied_on": "01/03/2024",
        "from_on": "05/03/2024",
        "until_on": "20/03/2024",
        "destination": "Đà Nẵng",
        "reason": "Làm thuê",
        "is_granted": "true",
        "decided_on": "02/03/2024",
    },
    "breaches": {"kind": "commitment", "on": "01/03/2024", "is_intentional": "on", "description": "Không báo cáo"},
    "moves": {"applied_on": "01/03/2024", "to_text": "Tịnh Hà", "reason": "Theo vợ"},
    "shortenings": {"proposed_on": "01/03/2024", "reason": "Tiến bộ"},
}


def test_no_kind_is_left_out():
    assert set(RECORD) | set(FOR_PROBATION) | {"offences", "actions", "documents", "new-sentences"} == set(RECORDS)


NEW_SENTENCE = {"prosecuted_on": "2024-03-01", "court": "TAND huyện", "number": "9/HSST", "on": "01/06/2024"}


def reoffended(world, case) -> dict:
    """Record that somebody was convicted anew; what is then typed of the new sentence."""
    days = {"prosecuted_on": date(2024, 3, 1), "convicted_on": date(2024, 6, 1), "outcome": "convicted"}
    services.record_reoffence(by=world.officer, case=case, data=ReoffenceData(**days))
    return NEW_SENTENCE


@pytest.mark.parametrize("slug", RECORDS)
def test_each_record_is_added_changed_and_struck(world, case, post, officer, slug):
    data = RECORD.get(slug) or FOR_PROBATION.get(slug)
    if slug in FOR_PROBATION:
        case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2027, 1, 10))
    if slug == "offences":
        post(at(case, "records/judgments/new/"), RECORD["judgments"])
        data = {"judgment": case.judgments.get().pk, "name": "Trộm cắp", "article": "173", "is_intentional": "on"}
    if slug == "new-sentences":
        data = reoffended(world, case)
    if slug == "actions":
        post(at(case, "records/needs/new/"), RECORD["needs"])
        data = {
            "need": case.needs.get().pk,
            "on": "05/03/2024",
            "description": "Giới thiệu",
            "cost": "500000",
            "source": "donation",
        }
    if slug == "documents":
        from django.core.files.uploadedfile import SimpleUploadedFile

        data = {"kind": "judgment", "title": "Bản án"}
        assert post(at(case, "documents/new/"), {**data, "file": SimpleUploadedFile("x.pdf", PDF)}).status_code == 302
    else:
        assert officer.get(at(case, f"records/{slug}/new/")).status_code == 200
        added = post(at(case, f"records/{slug}/new/"), data)
        assert added.status_code == 302, added.context["form"].errors
        assert officer.get(added.url).status_code == 200
    record = RECORDS[slug].model.objects.get()
    edit = at(case, f"records/{slug}/{record.public_id}/")
    assert officer.get(edit).status_code == 200
    stale = post(edit, {**data, "version": record.version + 5})
    assert stale.status_code == 409
    assert post(edit, {**data, "version": record.version}).status_code == 302
    assert post(f"{edit}strike/", {"why": ""}).status_code == 422
    assert post(f"{edit}strike/", {"why": "Nhập nhầm"}).status_code == 302
    record.refresh_from_db()
    assert (record.removed_by, record.removed_why) == (world.officer, "Nhập nhầm")
    assert not RECORDS[slug].model.objects.standing().exists()
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    name = RECORDS[slug].model._meta.model_name
    assert {f"{name}.change", f"{name}.strike"} <= actions


@pytest.mark.parametrize("slug", RECORDS)
def test_records_of_others_are_not_found_and_wrong_roles_refused(world, case, client_for, slug):
    address = at(case, f"records/{slug}/new/")
    assert client_for(world.officer_ha).get(address).status_code == 404
    assert client_for(world.committee).get(address).status_code == 403


@pytest.mark.parametrize("slug", TABS)
def test_every_tab_opens_whole_and_as_a_fragment(world, officer, slug):
    case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2027, 1, 10))
    address = at(case, f"tab/{slug}/")
    assert officer.get(address).status_code == 200
    assert "<html" not in officer.get(address, headers={"HX-Request": "true"}).content.decode()


def test_a_report_must_name_its_month_and_comes_once(world, case, post):
    data = {"kind": "monthly_report", "on": "01/03/2024", "outcome": "Tốt"}
    address = at(case, "records/contacts/new/")
    assert "của tháng nào" in post(address, data).content.decode()
    assert post(address, {**data, "month": "02/2024"}).status_code == 302
    again = post(address, {**data, "month": "02/2024"})
    assert "đã có bản nhận xét" in again.content.decode()
    assert Contact.objects.get().for_month == date(2024, 2, 1)


def test_a_leave_over_sixty_days_is_refused_with_its_article(world, post):
    case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2027, 1, 10))
    answer = post(at(case, "records/absences/new/"), {**FOR_PROBATION["absences"], "until_on": "05/05/2024"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "quá 60 ngày" in page
    assert "Điều 67" in page


def test_an_absence_of_somebody_not_on_probation_is_refused(world, case, post):
    answer = post(at(case, "records/absences/new/"), FOR_PROBATION["absences"])
    assert "tha tù trước thời hạn" in answer.content.decode()


# --- who follows ------------------------------------------------------------------------------------------------------------


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
    """Neither to whom it is taken from nor to officers of other communes, whom the verb would refuse."""
    Case.objects.update(officer=world.officer)
    leader, address = client_for(world.leader), f"/cases/hand-over/{world.officer.public_id}/"
    form = leader.get(address).context["form"]
    assert [value for value, _label in form.fields["to"].choices] == [""]
    assert "Xã chưa có cán bộ khác" in form.fields["to"].help_text
    world.stranger.memberships.create(unit=world.tinh_bac, role="commune_officer", start_on=date(2023, 1, 1))
    form = leader.get(address).context["form"]
    assert [value for value, _label in form.fields["to"].choices] == ["", world.stranger.pk]
    assert form["to"].initial == world.stranger.pk


# --- elsewhere ---------------------------------------------------------------------------------------------------------


def ask_transfer(world, case, post):
    data = {"to_unit": world.tinh_ha.pk, "moved_on": "01/05/2026", "address": "Thôn Ngân Giang", "why": "Theo vợ"}
    answer = post(at(case, "transfer/"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    return TransferRequest.objects.get()


@pytest.fixture
def merged(world):
    """Today's units: what Tịnh Bắc and Tịnh Hà became on 1/7/2025."""
    from areas.models import Unit

    def now(unit):
        return Unit.objects.filter(predecessor_links__predecessor=unit, predecessor_links__is_main=True).get()

    for name, unit in (("officer", world.tinh_bac), ("officer_ha", world.tinh_ha)):
        getattr(world, name).memberships.update(unit=now(unit))
    world.tinh_bac, world.tinh_ha = now(world.tinh_bac), now(world.tinh_ha)
    return world


def test_a_case_moves_when_the_other_side_accepts(merged, client_for, post_form):
    world, officer, other = merged, client_for(merged.officer), client_for(merged.officer_ha)
    case = receive(world, on=date(2026, 1, 10))
    request = ask_transfer(world, case, lambda address, data: post_form(officer, address, data))
    assert officer.get(case.get_absolute_url()).status_code == 200
    assert other.get(case.get_absolute_url()).status_code == 404
    page = other.get(request.get_absolute_url())
    assert page.status_code == 200
    assert case.person.full_name in page.content.decode()
    assert post_form(officer, request.get_absolute_url(), {"decision": "accept", "on": "02/05/2026"}).status_code == 302
    request.refresh_from_db()
    assert request.state == "withdrawn"  # the asking side can only take it back
    request = ask_again(world, case, officer, post_form)
    accepted = post_form(other, request.get_absolute_url(), {"decision": "accept", "on": "02/05/2026"})
    assert accepted.status_code == 302
    assert other.get(case.get_absolute_url()).status_code == 200
    assert officer.get(case.get_absolute_url()).status_code == 404
    limited = officer.get(request.get_absolute_url())
    assert limited.status_code == 200
    assert [stay.unit_id for stay in Stay.objects.current().order_by("start_on")] == [
        world.tinh_bac.pk,
        world.tinh_ha.pk,
    ]


def ask_again(world, case, client, post_form):
    data = {"to_unit": world.tinh_ha.pk, "moved_on": "01/05/2026", "address": "Thôn", "why": "Theo vợ"}
    post_form(client, at(case, "transfer/"), data)
    return TransferRequest.objects.get(state="waiting")


def test_a_refusal_needs_a_reason(merged, client_for, post_form):
    world, officer, other = merged, client_for(merged.officer), client_for(merged.officer_ha)
    case = receive(world, on=date(2026, 1, 10))
    request = ask_again(world, case, officer, post_form)
    assert post_form(other, request.get_absolute_url(), {"decision": "refuse"}).status_code == 422
    assert post_form(other, request.get_absolute_url(), {"decision": "refuse", "why": "Chưa về"}).status_code == 302
    assert officer.get(case.get_absolute_url()).status_code == 200
    assert client_for(world.leader_other).get(request.get_absolute_url()).status_code == 404


# --- endings -----------------------------------------------------------------------------------------------------------------


def test_probation_is_completed_shortened_and_revoked(world, post):
    case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2027, 1, 10))
    post(at(case, "records/shortenings/new/"), FOR_PROBATION["shortenings"])
    row = case.shortenings.get()
    granted = {"is_granted": "yes", "decided_on": "01/06/2025", "decision_number": "7/QĐ", "new_end_on": "10/07/2026"}
    assert post(at(case, f"shorten/{row.public_id}/"), granted).status_code == 302
    case.refresh_from_db()
    assert case.probation_end_on == date(2026, 7, 10)
    early = post(at(case, "complete/"), {"on": "30/06/2026", "document_number": "15/GCN"})
    assert early.status_code == 422
    assert "rút ngắn trước" in early.content.decode()
    done = post(at(case, "complete/"), {"on": "10/07/2026", "document_number": "15/GCN"})
    assert done.status_code == 302
    case.refresh_from_db()
    assert (case.certificate_number, Stay.objects.latest().get(case=case).category) == ("15/GCN", "completed")
    answer = post(at(case, "revoke/"), {"on": "11/07/2026", "decision_number": "1"})
    assert "Hủy tha tù chỉ áp dụng" in answer.content.decode()


def test_an_expunged_case_is_sealed_everywhere_and_opened_with_a_reason(
    world, case, post, officer, client_for, post_form
):
    case.person.identity_numbers.add(IdentityNumber.of(case.person, "cccd", NUMBER), bulk=False)
    post(at(case, "records/reviews/new/"), RECORD["reviews"])
    review = ExpungementReview.objects.get()
    answer = officer.get(at(case, "tab/expungement/")).content.decode()
    assert "11/01/2026" in answer
    proof = {"result": "proved", "proof_number": "99/LLTP", "proof_on": "20/02/2026", "proof_issuer": "Công an tỉnh"}
    assert post(at(case, f"expunge/{review.public_id}/"), proof).url == "/cases/"
    for tail in ("", "tab/expungement/", "documents/new/", "transfer/", "records/needs/new/"):
        assert officer.get(at(case, tail)).status_code == 404
    leader = client_for(world.leader)
    assert leader.get(f"/cases/sealed/{case.public_id}/").status_code == 404
    asked = {"code": case.code, "why": "Tòa án yêu cầu", "document_number": "3/TA"}
    assert post_form(leader, "/cases/sealed/", {**asked, "why": " "}).status_code == 422
    opened = post_form(leader, "/cases/sealed/", asked)
    assert case.person.full_name in leader.get(opened.url).content.decode()
    assert client_for(world.officer).get("/cases/sealed/").status_code == 403
    other = client_for(world.leader_other)
    assert (
        post_form(other, "/cases/sealed/", asked).url
        == post_form(other, "/cases/sealed/", {**asked, "code": "KHÔNG"}).url
    )
    assert other.get(opened.url).status_code == 404
    assert AuditEvent.objects.filter(action="sealed.open", by=world.leader).count() == 1


def test_closing_by_hand_knows_only_plain_reasons(world, case, post):
    assert (
        post(at(case, "close/"), {"reason": "expunged", "on": "01/05/2024", "document_number": "1"}).status_code == 422
    )
    assert (
        post(at(case, "close/"), {"reason": "died", "on": "01/05/2024", "document_number": "1/KT"}).status_code == 302
    )
    assert Stay.objects.latest().get().end_reason == "died"


# --- who it is ---------------------------------------------------------------------------------------------------------------


def test_two_editors_of_one_case_the_second_is_told(world, case, post, officer):
    page = officer.get(at(case, "details/")).content.decode()
    assert 'name="version" value="1"' in page
    services.update_details(by=None, case=case, version=1, address="Thôn Một")
    data = {"address": "Thôn Hai", "release_on": "10/01/2024", "version": "1"}
    answer = post(at(case, "details/"), data)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Thôn Một" in shown
    assert "Thôn Hai" in shown
    assert post(at(case, "details/"), {**data, "version": "2"}).status_code == 302
    case.refresh_from_db()
    assert case.address == "Thôn Hai"


def test_numbers_and_names_are_added(world, case, post, officer):
    assert post(at(case, "numbers/new/"), {"number": "212345678", "issued_on": "01/01/2005"}).status_code == 302
    assert post(at(case, "names/new/"), {"kind": "former", "full_name": "Nguyễn Văn Cũ"}).status_code == 302
    assert "Nguyễn Văn Cũ" in officer.get(at(case, "tab/household/")).content.decode()
    receive(world, "B", "Khác", numbers=(("cccd", NUMBER),))
    assert "cấp huyện kiểm tra" in post(at(case, "numbers/new/"), {"number": NUMBER}).content.decode()


def test_two_records_of_one_person_become_one_and_two_again(world, case):
    other = receive(world, "CU", "Nguyễn Văn Ân", on=date(2018, 1, 1), numbers=(("cccd", NUMBER),))
    services.close(by=None, case=other, on=date(2020, 1, 1), reason="other")
    services.record_reoffence(by=None, case=other, data=ReoffenceData(date(2019, 1, 1)))
    merge = people_services.merge_people(by=world.leader, kept=case.person, merged=other.person, why="Cùng CCCD")
    assert set(Stay.objects.current().values_list("person", flat=True)) == {case.person_id}
    assert case.person.identity_numbers.get().number == NUMBER
    assert Stay.objects.filter(known_until__isnull=False, person=other.person).exists()
    people_services.undo_merge(by=world.leader, merge=merge, why="Hai người")
    other.refresh_from_db()
    assert other.person_id != case.person_id
    assert Stay.objects.current().get(case=other).person_id == other.person_id
    assert PersonMerge.objects.get().undone_by == world.leader


def test_a_leader_compares_merges_and_parts(world, case, client_for, post_form):
    other = receive(world, "CU", "Nguyễn Văn Ân", on=date(2018, 1, 1))
    services.close(by=None, case=other, on=date(2020, 1, 1), reason="other")
    leader = client_for(world.leader)
    page = leader.get(at(case, "same/")).content.decode()
    assert "CU" in page
    told = {"other": str(other.public_id), "decision": "merge", "why": "Cùng dấu vân tay"}
    assert post_form(leader, at(case, "same/"), {**told, "why": ""}).status_code == 422
    assert post_form(leader, at(case, "same/"), told).url == case.get_absolute_url()
    other.refresh_from_db()
    assert other.person_id == case.person_id
    merge = PersonMerge.objects.get()
    assert post_form(leader, at(case, f"same/{merge.public_id}/"), {"why": "Nhầm"}).status_code == 302
    other.refresh_from_db()
    assert other.person_id != case.person_id
    assert post_form(leader, at(case, "same/"), {**told, "decision": "two"}).status_code == 302
    assert leader.get(at(case, "same/")).context["found"] == []
    assert client_for(world.officer).get(at(case, "same/")).status_code == 403
    assert client_for(world.leader_other).get(at(case, "same/")).status_code == 404


def test_people_whose_stays_overlap_are_not_merged(world, case):
    other = receive(world, "CU", "Nguyễn Văn Ân")
    with pytest.raises(Exception, match="Trùng thời gian"):
        people_services.merge_people(by=world.leader, kept=case.person, merged=other.person, why="Cùng tên")


# --- papers ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "rỗng"),
        (b"MZ\x90\x00", "PDF, JPEG"),
        (PDF.replace(b"%%EOF", b""), "cắt cụt"),
        (PDF + b"/JavaScript (x) %%EOF", "mã lệnh"),
        (PDF + b"/Encrypt %%EOF", "mật khẩu"),
        (b"<html>%PDF-1.4", "PDF, JPEG"),
        (b"\xff\xd8\xff\xe0", "PDF, JPEG"),
    ],
)
def test_what_is_no_scan_is_refused(world, case, post, data, reason):
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"kind": "other", "title": "Giấy", "file": SimpleUploadedFile("giay.pdf", data)}
    answer = post(at(case, "documents/new/"), form)
    assert answer.status_code == 422
    assert reason in answer.content.decode().lower() or reason in answer.content.decode()
    assert not CaseDocument.objects.exists()


def test_a_scan_is_handed_out_to_who_may_see_the_case_only(world, case, post, officer, client_for):
    from django.core.files.uploadedfile import SimpleUploadedFile

    post(
        at(case, "documents/new/"),
        {"kind": "judgment", "title": "Bản án số 5", "file": SimpleUploadedFile("../x.php", PDF)},
    )
    row = CaseDocument.objects.get()
    address = at(case, f"documents/{row.public_id}/file/")
    answer = officer.get(address)
    assert answer.content == PDF
    assert "attachment" in answer["Content-Disposition"]
    assert "ban-an-so-5.pdf" in answer["Content-Disposition"]
    assert client_for(world.officer_ha).get(address).status_code == 404
    assert client_for(world.bank).get(address).status_code == 403
    assert client_for(world.officer).get(f"/files/{row.file_id}/").status_code == 404


def test_tomorrow_has_not_happened(world, case, post):
    tomorrow = f"{today() + timedelta(days=1):%d/%m/%Y}"
    for slug, field in (("contacts", "on"), ("needs", "raised_on"), ("reviews", "guided_on")):
        answer = post(at(case, f"records/{slug}/new/"), {**RECORD[slug], field: tomorrow})
        assert "Ngày ở tương lai" in answer.content.decode()


# --- residence and the sentence for a new crime -----------------------------------------------------------------------------


def test_a_temporary_registration_that_ends_soon_is_on_the_list_until_it_is_prolonged(case, officer, post):
    ends = today() + timedelta(days=20)
    data = {**RECORD["residences"], "valid_until": f"{ends:%d/%m/%Y}"}
    assert post(at(case, "records/residences/new/"), data).status_code == 302
    told = "Hướng dẫn gia hạn đăng ký tạm trú"
    assert told in officer.get(at(case, "tab/duties/")).content.decode()
    home = case.residences.get()
    longer = {**data, "valid_until": f"{ends + timedelta(days=700):%d/%m/%Y}", "version": home.version}
    assert post(at(case, f"records/residences/{home.public_id}/"), longer).status_code == 302
    assert told not in officer.get(at(case, "tab/duties/")).content.decode()


def test_only_a_temporary_registration_has_an_end_and_there_is_one_at_a_time(case, post):
    permanent = {**RECORD["residences"], "kind": "permanent"}
    answer = post(at(case, "records/residences/new/"), permanent)
    assert answer.status_code == 422
    assert "Chỉ đăng ký tạm trú mới có thời hạn" in answer.content.decode()
    assert post(at(case, "records/residences/new/"), RECORD["residences"]).status_code == 302
    again = post(at(case, "records/residences/new/"), {**RECORD["residences"], "address": "Tổ 2"})
    assert again.status_code == 422
    assert "ghi ngày chuyển đi của nơi cũ" in again.content.decode()


def test_a_new_sentence_is_of_a_prosecution_that_ended_in_a_conviction(world, case, post):
    data = {**reoffended(world, case), "prosecuted_on": "2024-03-02"}
    assert post(at(case, "records/new-sentences/new/"), data).status_code == 422
    early = {**NEW_SENTENCE, "on": "01/02/2024"}
    assert "Ngày tuyên án không thể trước" in post(at(case, "records/new-sentences/new/"), early).content.decode()


def test_a_new_crime_blocks_expungement_until_its_sentence_is_served_and_then_starts_it_anew(world, case, post):
    reoffended(world, case)
    before = answer_of(Case.objects.with_latest().get(pk=case.pk))
    assert [reason.code for reason in before.blockers] == ["new_crime"]
    served = {**NEW_SENTENCE, "completed_on": "01/12/2025"}
    assert post(at(case, "records/new-sentences/new/"), served).status_code == 302
    answer = answer_of(Case.objects.with_latest().get(pk=case.pk))
    assert answer.blockers == ()
    assert answer.period_end == date(2027, 12, 1)
    assert "restart" in [reason.code for reason in answer.reasons]
