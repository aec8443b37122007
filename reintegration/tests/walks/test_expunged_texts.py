"""Of an expunged person no typed text stands in any column or reason, and the sealed case can be read (docs/security.md §4)."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from audit import events as audit_events
from audit import reasons
from audit.models import AuditEvent, EventReason
from audit.tests.test_audit import verify
from cases.expungement import erasure
from cases.expungement import services as expungement_services
from cases.facts.clock import settled_time
from cases.facts.stay_chain import start_history
from cases.models import Case, ExpungementReview, Person, Reoffence, Snooze, Stay
from cases.reception import services as reception_services
from cases.records import services as records_services
from core.database_guards import ERASED, MESSAGE
from core.text import name_key
from jobs.models import Job, StoredFile
from loans.models import Loan, LoanFact
from reintegration.tests.marked_people import HALF_YEAR, _merge, make_marked_person
from reintegration.tests.walks.test_at_rest import written
from reports.measures.management import figures

MARK = "zqdau"
NAME = f"{MARK} văn người"


@pytest.fixture
def other(world):
    return make_marked_person("khac", world.tinh_bac, "051085000998", user=None, elsewhere=world.tinh_ha)


@pytest.fixture
def marked(world, other):
    """A person with the mark in every text of every row, in the file's name and in every reason."""
    made = make_marked_person(MARK, world.tinh_bac, "051085000999", user=None, elsewhere=world.tinh_ha, host=other)
    _merge(made)
    about = {
        "case.view": made.case,
        "person.unmask": made.case.person,
        "loan.edit": made.rows[Loan],
        "export.ask": None,
    }
    for action, target in about.items():
        audit_events.record(by=world.officer, action=action, target=target, why=f"Xem {NAME}, theo đơn")
    records_services.strike(by=None, record=made.case.judgments.all()[0], why=f"{MARK} nhầm")
    Loan.objects.filter(case=made.case).update(
        named_borrower=NAME, signs_self=True, savings_group="Tổ 1", group_head="X"
    )
    Snooze.objects.filter(case=made.case).update(duty="contact")
    Job.objects.create(kind="x", key="x", error=f"Tệp {NAME}.xlsx", result={"rows": [NAME]}, by=world.officer)
    audit_events.record(by=world.officer, action="case.view", target=other.case, why="Của hồ sơ khác")
    return made


def expunge(made) -> None:
    review = made.case.expungement_reviews.get()
    ExpungementReview.objects.filter(pk=review.pk).update(result="pending", guided_on=date(2024, 4, 1))
    expungement_services.decide(
        by=None,
        review=review,
        result="proved",
        proof_number=f"{MARK} số",
        proof_on=date(2025, 1, 1),
        proof_issuer=f"{MARK} Sở",
    )


def where_marked() -> dict[str, str]:
    """The tables in which the mark stands in clear, as text, as bytes or in the sort key; without the code of the case."""
    found = {}
    for table, text in written().items():
        kept = text.casefold().replace(f"{MARK}-code", "").replace(f"{MARK}-old", "")
        if MARK in kept or MARK.encode().hex() in kept or name_key(NAME).decode("latin-1") in text:
            found[table] = kept
    return found


def test_no_column_and_no_reason_names_an_expunged_person(world, marked, other, client_for, post_form):
    at = settled_time()
    before = figures(world.son_tinh, HALF_YEAR, at)
    assert {"cases_person", "cases_stay", "cases_offence", "loans_loanfact", "cases_secondpersonrequest"} <= set(
        where_marked()
    )
    expunge(marked)
    assert where_marked() == {}
    left = [reason.text for reason in EventReason.objects.all()]
    assert [text for text in left if MARK in text] == []
    assert "Của hồ sơ khác" in left
    assert StoredFile.objects.get(pk=marked.rows[StoredFile].pk).name == ERASED
    assert (Job.objects.get(key="x").error, Job.objects.get(key="x").result) == (ERASED, {"removed": True})
    assert figures(world.son_tinh, HALF_YEAR, at) == before
    told = AuditEvent.objects.filter(action=reasons.ERASED)
    assert {event.target_id for event in told} == {str(marked.case.pk)}
    assert sum(event.detail["count"] for event in told) >= 5
    assert verify().endswith("broken_at None")
    assert other.case.person.full_name == Person.objects.get(pk=other.case.person_id).full_name

    leader = client_for(world.leader)
    form = {"code": f"{MARK}-code", "why": "Tòa hỏi", "document_number": "5/CV"}
    page = leader.get(post_form(leader, "/cases/sealed/", form).url).content.decode()
    for text in (NAME, f"{MARK} offence", f"{MARK} sentence_text"):
        assert text in page
    assert AuditEvent.objects.get(action="sealed.open").why == "Tòa hỏi (văn bản 5/CV)"
    assert where_marked() == {}


def test_reasons_that_are_stored_only_at_the_end_of_the_transaction_are_erased_too(world, marked):
    """As in a job, whose events are gathered (audit/events.py)."""
    with audit_events.deferred_events():
        audit_events.record(by=world.officer, action="person.unmask", target=marked.case.person, why=f"Xem {NAME}")
        audit_events.record(by=world.officer, action="export.ask", why=f"Theo đơn của {NAME}")
        audit_events.record(by=world.officer, action="export.ask", why="Của hồ sơ khác")
        expunge(marked)
    assert [reason.text for reason in EventReason.objects.all() if MARK in reason.text] == []
    assert AuditEvent.objects.filter(action="export.ask").count() == 3
    assert EventReason.objects.filter(event__action="export.ask").get().text == "Của hồ sơ khác"
    assert where_marked() == {}
    assert verify().endswith("broken_at None")


def test_a_new_case_gives_the_person_the_name_again_and_another_expungement_takes_it(world, marked):
    expunge(marked)
    person = Person.objects.get(pk=marked.case.person_id)
    assert person.full_name == ERASED
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2025, 6, 1), origin="prison")
    new = reception_services.NewCase("MỚI", person, history, {"release_on": date(2025, 6, 1)})
    reception_services.receive(by=None, case=new)
    assert Person.objects.get(pk=person.pk).full_name == NAME
    assert Case.objects.get(pk=marked.case.pk).offence == ERASED


def raw(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_lets_a_text_of_a_fact_be_erased_and_not_altered(world, marked):
    changes = [
        (Stay, "end_note = 'khác'"),
        (Stay, "why = 'khác'"),
        (LoanFact, "note = 'khác'"),
        (Reoffence, "note = ''"),
    ]
    for model, change in changes:
        with pytest.raises(DatabaseError, match=MESSAGE):
            raw(f"UPDATE {model._meta.db_table} SET {change}")
    with pytest.raises(DatabaseError, match=MESSAGE):
        raw(f"UPDATE cases_stay SET end_note = '{ERASED}' WHERE end_note = ''")
    with pytest.raises(DatabaseError, match=MESSAGE):
        raw(f"UPDATE cases_reoffence SET note = '{ERASED}', prosecuted_on = '2024-03-02'")
    with pytest.raises(DatabaseError, match=MESSAGE):
        raw("DELETE FROM cases_reoffence")
    raw(f"UPDATE cases_reoffence SET note = '{ERASED}'")


# Tables with typed texts that are about nobody's case.
NOT_OF_A_PERSON = {
    *(
        "areas",
        "accounts",
        "law",
        "reports",
        "feed",
        "register",
        "admin",
        "auth",
        "contenttypes",
        "axes",
        "otp_totp",
        "otp_static",
    ),
    *("jobs", "audit"),
}


def test_every_table_of_people_with_typed_texts_is_erased():
    about = {model for start in (Case, Person) for model in erasure._paths(start)}
    left = {
        model._meta.label_lower
        for model in apps.get_models()
        if model not in about
        and model._meta.app_label not in NOT_OF_A_PERSON
        and any(isinstance(one, models.CharField | models.TextField) for one in erasure.text_columns(model))
    }
    # Of the communes' models: their members, funds and activities.
    assert left == {
        f"community.{name}" for name in ("communemodel", "modelmember", "enterprise", "activity", "fundentry")
    }
