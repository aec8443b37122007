"""An ID number known elsewhere: the officer is answered as for one that nobody has, and the district is asked whose it is."""

import re
import string
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.models import Case, IdentityNumber, Person
from cases.people import number_claims
from cases.people import services as people_services
from cases.people.id_numbers import check_id_number
from cases.tests.factories import receive
from cases.tests.form_data import HOME
from core.errors import Refused
from register.services import apply_register, check_parsed, check_register, read_register
from register.tests import workbooks

TRIES = 6
LETTERS = string.ascii_uppercase
WAITING = IdentityNumber.Claim.WAITING
_CHANGING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}|21205-2024-\d+|\d\*+\d{3}|Người Số \w+")


@pytest.fixture
def known(world) -> list[str]:
    """Numbers of people in the next commune and in another district; the last one of each is expunged."""
    found = [f"0510850{n:05}" for n in range(TRIES)]
    for place, number in enumerate(found):
        unit = world.tu_nghia if place % 2 else world.tinh_ha
        case = receive(world, f"K-{place}", f"Kẻ Kia {LETTERS[place]}", unit=unit, numbers=(("cccd", number),))
        if place >= TRIES - 2:
            closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    return found


@pytest.fixture
def officer(world, client_for):
    return client_for(world.officer)


@pytest.fixture
def come_home(world, officer, post_form):
    """come_home(number): the answer to the officer who receives somebody with it."""

    def come(number: str, name: str = "Người Số Một", **more):
        data = {**HOME, "unit": world.tinh_bac.pk, "full_name": name, "birth": "1985", "number": number}
        return post_form(officer, "/cases/receive/", {**data, "is_person": "new", **more})

    return come


def page_text(answer) -> str:
    return _CHANGING.sub("…", answer.content.decode())


def test_known_and_unknown_numbers_are_answered_alike(world, known, come_home, officer, post_form):
    unknown = [f"0510851{n:05}" for n in range(TRIES)]
    seen = {}
    for kind, numbers in (("known", known), ("unknown", unknown)):
        pages = set()
        for place, number in enumerate(numbers):
            answer = come_home(number, f"Người Số {kind}{place}")
            assert answer.status_code == 302
            case = Case.objects.latest("pk")
            assert answer.url == case.get_absolute_url()
            held = case.person.identity_numbers.get()
            page = [page_text(officer.get(f"{answer.url}{tail}")) for tail in ("", "tab/household/", "tab/duties/")]
            shown = post_form(officer, f"{answer.url}numbers/{held.pk}/", {"why": "Lập giấy"})
            assert number in shown.content.decode()
            found = officer.post("/cases/search/", {"q": number}, follow=True)
            assert [one.pk for one in found.context["page"]] == [case.pk]
            again = post_form(officer, f"{answer.url}numbers/new/", {"number": number})
            pages.add((*page, page_text(again).replace(number, "…"), again.status_code))
        seen[kind] = pages
    assert len(seen["known"]) == len(seen["unknown"]) == 1, "a page that says more of one than of another"
    assert seen["known"] == seen["unknown"]
    assert "Kẻ Kia" not in str(seen)
    assert IdentityNumber.objects.filter(claim=WAITING).count() == TRIES


def test_the_district_is_asked_and_sees_who_is_its_own(world, known, come_home, client_for):
    for number in known:
        come_home(number)
    leader = client_for(world.leader)
    assert f"{TRIES} số giấy tờ" in leader.get("/dashboard/").content.decode()
    page = leader.get("/cases/numbers/").content.decode()
    # The next commune is theirs; the other district and whoever is expunged are not.
    assert page.count("ngoài địa bàn") == TRIES // 2 + 1
    assert "Kẻ Kia A" in page
    assert "Kẻ Kia B<" not in page
    for other in (world.leader_other, world.officer, world.committee, world.bank, world.admin):
        answer = client_for(other).get("/cases/numbers/")
        assert answer.status_code == (200 if other == world.leader_other else 403)
        assert "Người Số" not in answer.content.decode()
    assert AuditEvent.objects.filter(action="person.number_elsewhere", by=world.officer).count() == TRIES


def test_the_page_costs_the_same_for_few_and_many(world, known, come_home, client_for):
    leader = client_for(world.leader)

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            leader.get("/cases/numbers/")
        return len(made)

    come_home(known[0])
    cost()
    few = cost()
    for number in known[1:]:
        come_home(number)
    assert cost() == few


@pytest.fixture
def claim(known, come_home) -> IdentityNumber:
    come_home(known[0])
    return IdentityNumber.objects.get(claim=WAITING)


def decide(client, post_form, claim, decision, why="Cùng dấu vân tay"):
    return post_form(client, f"/cases/numbers/{claim.pk}/", {"decision": decision, "why": why})


def test_two_records_of_one_person_become_one(world, claim, client_for, post_form):
    """The earlier stay elsewhere is over: what remains is one person with one number and both cases."""
    owner = Person.objects.get(full_name="Kẻ Kia A")
    closing_services.close(by=None, case=owner.cases.get(), on=date(2024, 2, 1), reason="other")
    leader = client_for(world.leader)
    assert decide(leader, post_form, claim, "same", why=" ").status_code == 422
    assert decide(leader, post_form, claim, "same").status_code == 302
    assert owner.cases.count() == 2
    assert [one.claim for one in owner.identity_numbers.all()] == [""]
    assert not number_claims.pending_claims(world.leader).exists()
    assert decide(leader, post_form, claim, "wrong").status_code == 422


def test_two_people_managed_at_once_are_not_merged(world, claim, client_for, post_form):
    answer = decide(client_for(world.leader), post_form, claim, "same")
    assert answer.status_code == 422
    assert "Trùng thời gian" in answer.content.decode()
    claim.refresh_from_db()
    assert claim.claim == WAITING


def test_a_number_copied_wrongly_is_struck_and_the_right_one_entered(world, claim, officer, client_for, post_form):
    person = claim.person
    assert decide(client_for(world.leader), post_form, claim, "wrong").status_code == 302
    assert not person.identity_numbers.exists()
    assert IdentityNumber.all_objects.get(pk=claim.pk).claim == "struck"
    at = person.cases.get().get_absolute_url()
    assert officer.get(f"{at}numbers/{claim.pk}/").status_code == 404
    assert officer.post("/cases/search/", {"q": claim.number}, follow=True).context["page"].paginator.count == 0
    assert post_form(officer, f"{at}numbers/new/", {"number": "051085999999"}).status_code == 302
    assert AuditEvent.objects.filter(action="person.number_wrong", by=world.leader).exists()


def test_nobody_is_merged_with_whom_the_leader_may_not_see(world, known, come_home):
    come_home(known[1])
    row = IdentityNumber.objects.get(claim=WAITING)
    with pytest.raises(Refused, match="ngoài địa bàn"):
        number_claims.confirm_same_person(by=world.leader, number=row, why="Cùng CCCD")
    assert list(number_claims.pending_claims(world.leader_other)) == []


def test_a_number_added_later_is_treated_alike(world, known, officer, post_form):
    case = receive(world, "HS-7", "Người Đã Có")
    at = case.get_absolute_url()
    answers = [post_form(officer, f"{at}numbers/new/", {"number": number}) for number in (known[1], "212345678")]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert sorted(case.person.identity_numbers.values_list("claim", flat=True)) == ["", WAITING]


def test_a_number_of_somebody_the_officer_sees_is_refused(world, come_home):
    receive(world, "HS-8", "Người Cùng Xã", numbers=(("cccd", "051085888888"),))
    assert come_home("051085888888").status_code == 422
    with pytest.raises(Refused):
        people_services.claim_for(None, check_id_number("051085888888"), None)


def test_one_number_has_one_owner_in_the_database(world):
    one, two = (receive(world, code, code).person for code in ("A", "B"))
    IdentityNumber.of(one, "cccd", "051085888888").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityNumber.of(two, "cccd", "051085888888").save()
    IdentityNumber.of(two, "cccd", "051085888888", claim=WAITING).save()


# --- the register --------------------------------------------------------------------------------------------------------


def rows_with(numbers: list[str], kind: str) -> list[dict]:
    """Rows of the officer's own commune; every other one about somebody called like the person who has the number."""
    names = [
        f"Kẻ Kia {LETTERS[place]}" if place % 2 else f"Người {kind} {LETTERS[place]}" for place in range(len(numbers))
    ]
    return [
        workbooks.case(f"R-{kind}-{place}", full_name=names[place], birth="1985", id_number=number)
        for place, number in enumerate(numbers)
    ]


def imported(world, rows: list[dict], changes=None):
    return apply_register("so.xlsx", workbooks.book(rows, changes), by=world.officer)


def test_a_register_is_taken_alike_with_known_and_with_unknown_numbers(world, known):
    unknown = [f"0510851{n:05}" for n in range(TRIES)]
    seen = []
    for kind, numbers in (("kia", known), ("nọ", unknown)):
        rows = rows_with(numbers, kind)
        checked = check_register("so.xlsx", workbooks.book(rows), by=world.officer)
        first, again = imported(world, rows), imported(world, rows)
        answers = [result.as_json() for result in (checked, first, again)]
        seen.append(answers)
    assert seen[0] == seen[1]
    assert [answer["applied"] for answer in seen[0]] == [False, True, True]
    assert seen[0][1]["sheets"]["Danh sách"]["created"] == seen[0][2]["sheets"]["Danh sách"]["unchanged"] == TRIES
    assert (seen[0][0]["errors"], seen[0][0]["warnings"]) == ([], [])
    assert IdentityNumber.objects.filter(claim=WAITING).count() == TRIES
    assert number_claims.pending_claims(world.leader).count() == TRIES
    assert AuditEvent.objects.filter(action="person.number_elsewhere", by=world.officer).count() == TRIES


def test_a_number_in_the_register_for_somebody_recorded_is_taken_alike(world, known):
    cases = [receive(world, f"HS-{place}", f"Người Đã Có {LETTERS[place]}") for place in range(2)]
    answers = []
    for case, number in zip(cases, (known[1], "051085199999"), strict=True):
        row = workbooks.case(case.code, full_name=case.person.full_name, birth="1985", id_number=number)
        result = imported(world, [row | {"release_on": "10/01/2024"}])
        answers.append(result.as_json())
        assert case.person.identity_numbers.get().number == number
    assert answers[0] == answers[1]
    assert answers[0]["applied"]
    assert sorted(IdentityNumber.objects.filter(person__cases__in=cases).values_list("claim", flat=True)) == [
        "",
        WAITING,
    ]


def test_a_list_without_codes_does_not_tell_either(world):
    row = workbooks.case(None, birth="1985", id_number="051085888888")
    assert apply_register("so.xlsx", workbooks.book([row | {"unit": "Tịnh Hà"}]), by=None).applied
    answers = [imported(world, [row | {"id_number": number}]).as_json() for number in ("051085888888", "051085777777")]
    assert answers[0] == answers[1]
    assert answers[0]["applied"]


def test_the_command_line_which_sees_everybody_takes_the_number_for_the_same_person(world, known):
    later = workbooks.case("HS-9", full_name="Kẻ Kia A", birth="", id_number=known[0], release_on="01/02/2025")
    result = apply_register("so.xlsx", workbooks.book([later]), by=None)
    assert workbooks.issues_with(result.errors, "chồng lên hồ sơ K-0") == [
        ("Danh sách", workbooks.FIRST, "Ngày ra trại")
    ]
    closing_services.close(by=None, case=Case.objects.get(code="K-0"), on=date(2025, 2, 1), reason="reimprisoned")
    assert apply_register("so.xlsx", workbooks.book([later]), by=None).applied
    assert Person.objects.get(full_name="Kẻ Kia A").cases.count() == 2


def test_a_number_struck_out_does_not_come_back_with_the_next_register(world, known):
    rows = rows_with(known[:1], "kia")
    imported(world, rows)
    claim = IdentityNumber.objects.get(claim=WAITING)
    number_claims.reject_number(by=world.leader, number=claim, why="Chép nhầm")
    again = imported(world, rows)
    assert again.applied
    assert workbooks.issues_with(again.warnings, "đã bị gạch bỏ") == [("Danh sách", workbooks.FIRST, "Số CCCD")]
    assert IdentityNumber.all_objects.filter(person=claim.person).count() == 1


def test_a_leader_takes_back_the_register_of_a_commune_with_a_number_that_waits(world, known):
    """Both have it and the leader sees both: each row is about its own."""
    rows = rows_with(known[:1], "kia")
    imported(world, rows)
    who = {"full_name": "Kẻ Kia A", "birth": "", "sex": "", "id_number": known[0]}
    theirs = workbooks.case("K-0", unit="Tịnh Hà", release_on="10/01/2024", **who)
    result = apply_register("so.xlsx", workbooks.book([*rows, theirs]), by=world.leader)
    assert result.errors == []
    assert result.sheets["Danh sách"]["unchanged"] == 2


def test_the_own_register_finds_the_own_person_by_a_claimed_number(world, known, claim):
    case = claim.person.cases.get()
    row = {"full_name": claim.person.full_name, "birth": "1985", "id_number": known[0], "release_on": "01/05/2024"}
    data = workbooks.book([workbooks.case(case.code, arrival_on="02/05/2024", **row)])
    result = check_parsed(read_register("so.xlsx", data, by=world.officer), by=world.officer, name="so.xlsx")
    assert result.errors == []
    assert [issue.message for issue in result.warnings if "giấy tờ" in issue.message] == []
