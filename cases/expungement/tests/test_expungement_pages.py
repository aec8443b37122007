"""Expunged cases are sealed, opening one needs a reason, and a new crime delays expungement."""

from datetime import date

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.expungement.rules import answer_of
from cases.models import Case, ExpungementReview, IdentityNumber
from cases.tests.factories import receive
from cases.tests.form_data import NEW_SENTENCE, NUMBER, RECORD, at, reoffended


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


def test_an_ended_case_of_the_person_is_sealed_with_the_others(world, officer, client_for, post_form):
    old = receive(world, code="HS-OLD", on=date(2018, 1, 10), sentence_months=6)
    closing_services.close(by=None, case=old, on=date(2019, 1, 1), reason="moved_away", document_number="1")
    new = receive(world, code="HS-NEW", on=date(2020, 1, 10), sentence_months=6)
    Case.objects.filter(pk=new.pk).update(person=old.person)
    stranger = receive(world, code="HS-X", name="Người Khác")
    new.refresh_from_db()
    assert set(Case.objects.visible_to(world.officer)) == {old, new, stranger}

    closing_services.close(by=None, case=new, on=date(2023, 1, 1), reason="expunged", document_number="9/LLTP")

    assert set(Case.objects.visible_to(world.officer)) == {stranger}
    assert officer.get(at(old, "")).status_code == 404
    asked = {"code": "HS-OLD", "why": "Tòa án yêu cầu", "document_number": "3/TA"}
    leader = client_for(world.leader)
    assert leader.get(post_form(leader, "/cases/sealed/", asked).url).status_code == 200
    assert AuditEvent.objects.filter(action="expungement.seal").count() == 1
    # The stay keeps its own reason, so that the figures of past periods do not move.
    assert old.stays.current().get().end_reason == "moved_away"


def test_a_reoffence_while_the_record_is_open_shows_the_hint_of_recidivism(world, case, officer):
    reoffended(world, case)

    page = officer.get(at(case, f"reoffences/{case.reoffences.get().pk}/")).content.decode()
    assert "có thể là tái phạm hoặc tái phạm nguy hiểm" in page
