"""An expungement before the computed day, or with an open prosecution, takes a document and a second person."""

from datetime import date

import pytest

from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.expungement import services
from cases.facts import store as facts_store
from cases.facts.store import ReoffenceData
from cases.models import Case, ExpungementReview, SecondPersonRequest, Stay
from cases.reoffences import services as reoffences_services
from cases.second_person import services as second_person_services
from cases.second_person.calls import NeedsSecondPerson
from cases.tests.factories import receive
from cases.tests.form_data import at
from core.errors import Refused

# Received on 10/01/2024 after 18 months: two years, so clear from 11/01/2026.
FIRST = date(2026, 1, 11)
PAPER = {"result": "proved", "proof_number": "99/LLTP", "proof_issuer": "Công an tỉnh"}


@pytest.fixture
def review(case):
    return ExpungementReview.objects.create(case=case, path="automatic", guided_on=date(2024, 3, 1))


@pytest.fixture(autouse=True)
def no_obligations(case):
    case.judgments.create(
        court="TAND huyện", number="5/HSST", on=date(2022, 2, 1), main_penalty="prison", months=18,
        has_no_obligations=True,
    )  # fmt: skip


def is_sealed(case) -> bool:
    return Stay.objects.sealed().filter(case=case).exists()


def test_a_document_of_the_computed_day_needs_nobody(world, case, review):
    services.decide(by=world.officer, review=review, proof_on=FIRST, **PAPER)
    assert is_sealed(case)


def test_a_document_of_the_day_before_takes_a_second_person(world, case, review):
    with pytest.raises(NeedsSecondPerson) as needed:
        services.decide(by=world.officer, review=review, proof_on=date(2026, 1, 10), **PAPER)
    assert not is_sealed(case)
    [reason] = needed.value.reasons
    assert "10/01/2026" in reason
    assert "11/01/2026" in reason
    request = second_person_services.draft(needed.value)
    assert request.document_number == "99/LLTP ngày 10/01/2026 của Công an tỉnh"
    basis = {"why": "Có quyết định", "document_number": request.document_number}
    second_person_services.send(by=world.officer, request=request, **basis)
    with pytest.raises(Refused):
        second_person_services.approve(by=world.officer, request=request)
    second_person_services.approve(by=world.leader, request=request)
    assert is_sealed(case)
    review.refresh_from_db()
    assert review.result == "proved"


@pytest.mark.parametrize(("outcome", "words"), [("pending", "chưa có kết quả"), ("convicted", "chưa được xóa án tích")])
def test_an_open_crime_takes_a_second_person_however_late_the_document(world, case, review, outcome, words):
    convicted_on = date(2024, 6, 1) if outcome == "convicted" else None
    data = ReoffenceData(date(2024, 3, 1), "5/QĐ", convicted_on=convicted_on, outcome=outcome)
    reoffences_services.record_reoffence(by=world.officer, case=case, data=data)
    with pytest.raises(NeedsSecondPerson) as needed:
        services.decide(by=world.officer, review=review, proof_on=date(2026, 11, 1), **PAPER)
    assert any(words in reason for reason in needed.value.reasons)
    assert not is_sealed(case)


def test_a_prosecution_in_another_case_of_the_person_counts(world, case, review):
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="moved_away", document_number="1")
    later = receive(world, code="HS-2", on=date(2025, 2, 1), sentence_months=6)
    Case.objects.filter(pk=later.pk).update(person=case.person)
    data = ReoffenceData(date(2024, 3, 1), "5/QĐ")
    reoffences_services.record_reoffence(by=world.officer, case=case, data=data)
    own = ExpungementReview.objects.create(case=later, path="automatic", guided_on=date(2025, 3, 1))
    with pytest.raises(NeedsSecondPerson):
        services.decide(by=world.officer, review=own, proof_on=date(2026, 11, 1), **PAPER)


def test_without_a_sentence_no_day_is_computed_and_a_second_person_looks(world):
    bare = receive(world, code="HS-9", name="Trần Văn Chín")
    review = ExpungementReview.objects.create(case=bare, path="automatic", guided_on=date(2024, 3, 1))
    with pytest.raises(NeedsSecondPerson) as needed:
        services.decide(by=world.officer, review=review, proof_on=date(2026, 11, 1), **PAPER)
    assert "mức án" in needed.value.reasons[0]


def test_a_refusal_needs_nobody(world, case, review):
    services.decide(by=world.officer, review=review, proof_on=date(2024, 4, 1), **{**PAPER, "result": "refused"})
    assert not is_sealed(case)


@pytest.mark.parametrize("missing", ["proof_number", "proof_issuer"])
def test_number_and_issuer_of_the_document_are_needed(world, review, missing):
    with pytest.raises(Refused, match="Phải ghi"):
        services.decide(by=world.officer, review=review, proof_on=FIRST, **{**PAPER, missing: " "})


def test_the_other_verbs_that_could_expunge_ask_too(world, case):
    early = date(2025, 5, 1)
    with pytest.raises(NeedsSecondPerson):
        closing_services.close(by=world.officer, case=case, on=early, reason="expunged", document_number="1")
    [stay] = facts_store.current_history(case)
    history = (type(stay)(stay.unit_id, stay.category, stay.start_on, early, stay.origin, "expunged"),)
    with pytest.raises(NeedsSecondPerson):
        corrections_services.correct(by=world.leader, case=case, history=history, why="Sửa", document_number="1")
    assert not is_sealed(case)


def test_the_pages_say_why_and_lead_to_the_request(case, review, officer, post):
    address = at(case, f"expunge/{review.public_id}/")
    assert "Ngày sớm nhất tính được: 11/01/2026." in officer.get(address).content.decode()
    answer = post(address, {**PAPER, "proof_on": "10/01/2026"})
    request = SecondPersonRequest.objects.get()
    assert answer.url == request.get_absolute_url()
    page = officer.get(answer.url).content.decode()
    assert "Vì sao cần người thứ hai" in page
    assert "trước ngày sớm nhất tính được là 11/01/2026" in page
    assert "99/LLTP ngày 10/01/2026 của Công an tỉnh" in page
    assert "Số liệu sẽ giảm" not in page


def test_the_tab_says_how_sure_each_rule_is_and_where_it_was_read(case, officer):
    page = officer.get(at(case, "tab/expungement/")).content.decode()
    assert "Bộ luật Hình sự 2015, Điều 70 khoản 2 điểm b" in page
    assert "Nguồn: " in page
