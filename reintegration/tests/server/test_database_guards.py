"""The database itself refuses what no code may do: changing or deleting facts and audit lines, and overlapping stays.

Every statement goes past the models and services. Each column of each table is tried, so a new column is tried too.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from audit.models import AuditEvent
from cases.models import Reoffence, ReoffenceConfirmation, Stay
from cases.reoffences import services as reoffences_services
from cases.reoffences.services import ReoffenceData
from cases.tests.factories import receive
from loans.models import Loan, LoanFact
from loans.tests import factories as loan_factories
from reports.models import MeasureDefinition

# Columns that may change, and why nothing is lost by it: what describes a loan is versioned and audited by its service.
MAY_CHANGE = {
    AuditEvent: set(),
    Stay: set(),
    Reoffence: set(),
    ReoffenceConfirmation: set(),
    LoanFact: set(),
    MeasureDefinition: set(),
    Loan: {
        "need", "workers", "released_workers", "named_borrower", "signs_self", "household_member", "is_confirmed",
        "has_other_debt", "is_lawful", "confirmed_why", "term_months", "course_months", "annual_rate", "fund_source", "code",
        "savings_group", "group_head", "entrusted_body", "version",
    },
}  # fmt: skip
# NULL until the version ends.
SET_ONCE = {Stay: "known_until", Reoffence: "known_until", LoanFact: "known_until", MeasureDefinition: "known_until"}
COLUMNS = [
    pytest.param(model, field.attname, id=f"{model.__name__}.{field.attname}")
    for model, free in MAY_CHANGE.items()
    for field in model._meta.concrete_fields
    if field.name not in free and field.attname != SET_ONCE.get(model)
]
FIRST, LAST = date(2024, 1, 10), date(2024, 3, 10)


@pytest.fixture
def facts(world):
    """One row of each table."""
    case = receive(world, on=FIRST)
    made = reoffences_services.record_reoffence(by=None, case=case, data=ReoffenceData(prosecuted_on=date(2024, 2, 1)))
    reoffences_services.confirm_reoffence(by=world.leader, reoffence=made)
    MeasureDefinition.objects.create(valid_from=FIRST, counted_date="prosecution", denominator="end", source_note="1")
    loan_factories.request_loan(loan_factories.receive_case("VAY-1", world.tinh_bac, name="Nguyễn Văn Vay"))
    return {model: model._base_manager.first() for model in MAY_CHANGE}


def another(value, field):
    """A value of the same type, other than `value`."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(value, int | Decimal):
        return value + 1
    if isinstance(value, bytes | memoryview):
        return bytes(value) + b"x"
    if isinstance(value, dict | list):
        return {"other": 1}
    if value is None:
        kinds = ((models.DateTimeField, timezone.now()), (models.DateField, FIRST), (models.BooleanField, True))
        found = next((one for kind, one in kinds if isinstance(field, kind)), 1)
        if isinstance(field, models.GenericIPAddressField):
            return "127.0.0.1"
        return "x" if isinstance(field, models.CharField | models.TextField) else found
    return str(value)[:-1] + ("0" if str(value)[-1:] != "0" else "1")


def is_refused(statement) -> bool:
    """Whether the guard refuses a statement; another refusal of the database is an error."""
    try:
        with transaction.atomic():
            statement()
    except DatabaseError as error:
        if "append-only" not in str(error):
            raise
        return True
    return False


@pytest.mark.parametrize(("model", "name"), COLUMNS)
def test_no_column_of_a_fact_changes(facts, model, name):
    row = facts[model]
    field = model._meta.get_field(name)
    other = another(getattr(row, name), field)
    assert is_refused(lambda: model._base_manager.filter(pk=row.pk).update(**{name: other}))


@pytest.mark.parametrize("model", MAY_CHANGE, ids=lambda model: model.__name__)
def test_no_fact_is_deleted(facts, model):
    def delete():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")

    assert is_refused(delete)
    assert model._base_manager.exists()


@pytest.mark.parametrize("model", SET_ONCE, ids=lambda model: model.__name__)
def test_the_end_of_a_version_is_set_once(facts, model):
    name, row = SET_ONCE[model], facts[model]
    rows = model._base_manager.filter(pk=row.pk)
    ended_at = row.known_from + timedelta(seconds=1)
    assert not is_refused(lambda: rows.update(**{name: ended_at}))
    assert is_refused(lambda: rows.update(**{name: ended_at + timedelta(seconds=1)}))
    assert is_refused(lambda: rows.update(**{name: None}))


@pytest.mark.parametrize(
    ("start", "end", "is_possible"),
    [
        pytest.param(FIRST - timedelta(days=9), FIRST, True, id="ends on the first day"),
        pytest.param(FIRST - timedelta(days=9), FIRST + timedelta(days=1), False, id="ends on the day after"),
        pytest.param(LAST, None, True, id="begins on the last day"),
        pytest.param(LAST - timedelta(days=1), None, False, id="begins on the day before"),
        pytest.param(FIRST + timedelta(days=1), FIRST + timedelta(days=2), False, id="within"),
        pytest.param(FIRST - timedelta(days=1), None, False, id="around"),
        pytest.param(FIRST, LAST, False, id="the same"),
    ],
)
def test_stays_of_one_person_never_overlap(world, start, end, is_possible):
    case = receive(world, on=FIRST)
    first = Stay.objects.get(case=case)
    values = {
        field.attname: getattr(first, field.attname) for field in Stay._meta.concrete_fields if not field.primary_key
    }
    now = timezone.now()
    Stay.objects.filter(pk=first.pk).update(known_until=now)
    whole = {**values, "known_from": now, "end_on": LAST, "end_reason": "died"}
    Stay.objects.bulk_create([Stay(**whole)])
    case.pk, case.code, case.public_id = None, "HS-2", uuid4()
    case.save()
    reason = "" if end is None else "died"
    dates = {"start_on": start, "end_on": end, "end_reason": reason}
    other = Stay(**{**values, "case_id": case.pk, "known_from": now, **dates})
    if is_possible:
        Stay.objects.bulk_create([other])
        return
    with pytest.raises(DatabaseError, match="stay_no_overlap"), transaction.atomic():
        Stay.objects.bulk_create([other])
