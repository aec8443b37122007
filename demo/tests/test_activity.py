"""The generated activity of the demo: it fills the worklists, is valid and is not counted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

import pytest
from django.apps import apps
from django.db.models import F, Q

from accounts.models import User
from cases.models import (
    Absence,
    Assignment,
    Breach,
    Case,
    Contact,
    Employment,
    IdentityNumber,
    Need,
    Notice,
    Stay,
    SupportAction,
    TransferRequest,
)
from cases.records.models import Record
from cases.worklist.loader import load_worklist_cases
from community.models import CommuneModel, FundEntry
from demo.activity import arrivals
from demo.activity.community import NAME
from demo.load import load_district
from demo.people.district import COMMUNES
from demo.users import USERS
from law.duties.agenda import NoticeFacts, duties, notice_duties
from law.provider import calendar, law_timeline

# pytest runs the tests by the number of their parameter, and sets the fixture up again where its value changes. So every
# list of days begins with DAYS, and a test with another list comes first or last.
pytestmark = pytest.mark.django_db

LAST_FACT_ON, ON = date(2025, 7, 2), date(2026, 11, 24)
DAYS = [ON, date(2025, 9, 1), date(2028, 2, 29)]
OFFICERS = [one for one in USERS if one.unit in COMMUNES and one.rank]
RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


@dataclass(frozen=True)
class District:
    """The loaded demo: its last day, and its users by name."""

    on: date
    users: dict[str, User]


@pytest.fixture(scope="module")
def district(request, shared_rows) -> Iterator[District]:
    """The demo district, loaded for the (seed, day) of the parameter."""
    seed, on = request.param
    with shared_rows(lambda: load_district(seed=seed, on=on)) as loaded:
        yield District(on, loaded.users)


def seed_1(*days: date):
    """Run the test with the district of seed 1, once for each of the days."""
    return pytest.mark.parametrize("district", [(1, on) for on in days], indirect=True, ids=str)


def worklist(officer: User, on: date) -> list:
    """The officer's duties as they are on the day of loading."""
    book, days = law_timeline(), calendar()
    found = [
        duties(replace(one.facts, entered_on=on), book, days, on)
        for one in load_worklist_cases(Case.objects.visible_to(officer))
        if one.officer_id == officer.pk
    ]
    for row in Notice.objects.visible_to(officer).filter(state=Notice.State.EXPECTED):
        facts = NoticeFacts(
            row.received_on, row.expected_on, row.verified_on, row.address_right, bool(row.answer_number)
        )
        found.append(notice_duties(facts, book, days, on))
    return list(chain.from_iterable(found))


@seed_1(LAST_FACT_ON)
def test_few_duties_are_overdue_right_after_the_facts_end(district):
    assert all(
        sum(duty.is_overdue(district.on) for duty in worklist(district.users[one.username], district.on)) <= 12
        for one in OFFICERS
    )


@seed_1(ON)
def test_loading_again_on_another_day_changes_nothing(district):
    before = {model: list(model.objects.order_by("pk").values()) for model in RECORDS}

    load_district(seed=1, on=district.on + timedelta(days=90))

    assert {model: list(model.objects.order_by("pk").values()) for model in RECORDS} == before


@seed_1(*DAYS)
def test_every_officer_has_some_overdue_and_some_upcoming_duties(district):
    late = {}
    for one in OFFICERS:
        found = worklist(district.users[one.username], district.on)
        late[one.username] = sum(duty.is_overdue(district.on) for duty in found)
        assert len(found) > late[one.username]
        assert len(found) <= 45
    assert all(2 <= count <= 8 for count in late.values()), late
    assert sum(late.values()) >= 3 * len(late)


@seed_1(ON)
def test_each_open_case_has_an_officer_and_most_a_helper(district):
    open_cases = Case.objects.filter(pk__in=Stay.objects.open().values("case"))
    now = Assignment.objects.filter(end_on=None)

    assert now.filter(role="officer").count() == open_cases.count()
    for row in now.filter(role="officer").select_related("case"):
        assert row.user_id == row.case.officer_id
    helped = now.filter(role="helper").count()
    assert 0.8 * open_cases.count() <= helped < open_cases.count()
    assert open_cases.exclude(helper_text="").count() == helped


@seed_1(ON)
def test_probation_has_monthly_records_an_absence_and_a_breach(district):
    conditional = Case.objects.filter(pk__in=Stay.objects.open().filter(category="conditional").values("case"))

    assert conditional.count() >= 3
    assert all(case.probation_end_on > district.on for case in conditional)
    # Probation is the rest of a sentence of which half was served (BLHS Điều 66).
    for case in conditional:
        assert (case.probation_end_on - case.probation_start_on).days / 30.4 <= case.sentence_months / 2 + 1
    months = Contact.objects.filter(case__in=conditional, kind=Contact.Kind.MONTHLY_REPORT)
    assert months.count() > 40
    assert Absence.objects.filter(is_granted=True, from_on__lte=district.on, until_on__gte=district.on).count() == 1
    [breach] = Breach.objects.all()
    assert breach.record_on
    assert breach.meeting_on is None


@seed_1(ON)
def test_there_are_notices_and_transfer_requests_in_every_state(district):
    states = list(Notice.objects.values_list("state", flat=True))
    assert states.count("expected") == len(arrivals.EXPECTED_ARRIVALS) - 1
    assert states.count("not_come") == 1
    assert states.count("arrived") >= len(COMMUNES)
    waiting = TransferRequest.objects.waiting()
    assert waiting.count() == 3
    assert {row.to_unit.name for row in waiting} >= {"Tịnh Bắc", "Tịnh Bình"}
    assert max((district.on - row.asked_at.date()).days for row in waiting) == 9
    today_home = Notice.objects.get(expected_on=district.on)
    assert (today_home.unit.name, today_home.category) == ("Tịnh Bắc", "conditional")


@seed_1(*DAYS)
def test_the_fund_of_the_model_is_never_negative(district):
    [model] = CommuneModel.objects.all()
    assert (model.name, model.launched_on, model.unit.name) == (NAME, date(2024, 7, 19), "Tịnh Bắc")
    assert {member.role for member in model.members.all()} == {"head", "deputy", "secretary", "member"}
    balance = 0
    for entry in FundEntry.objects.order_by("on", "pk"):
        balance += entry.amount if entry.direction == "in" else -entry.amount
        assert balance >= 0, entry.on
    assert balance < 40_000_000
    assert model.activities.filter(on__gt=district.on).count() == 0
    assert all(one.jobs_given <= one.jobs for one in model.enterprises.all())
    helped = Case.objects.filter(helps__isnull=False).distinct()
    assert helped.count() >= 8
    assert model.gifts.exclude(case=None).count() == 3


@seed_1(ON)
def test_closed_cases_have_no_activity(district):
    """The activity is about open cases only, except for help of the model that has ended."""
    closed = Case.objects.exclude(pk__in=Stay.objects.open().values("case"))

    assert not Contact.objects.filter(case__in=closed).exists()
    assert not Notice.objects.filter(case__in=closed).exists()


@pytest.mark.once
@pytest.mark.parametrize("district", [(1, ON), (5, LAST_FACT_ON)], indirect=True, ids=str)
def test_every_record_passes_its_model_and_form(district):
    # The database has checked keys and constraints.
    for model in [*RECORDS, Case]:
        relations = [field.name for field in model._meta.fields if field.is_relation]
        rows = model.objects.select_related(*relations)
        for row in rows:
            row.clean_fields(exclude=[*relations, "number_encrypted", "number_index", "number_kind"])
            row.clean()
    assert sum(model.objects.exists() for model in RECORDS) >= 20
    for number in IdentityNumber.objects.exclude(issued_on=None):
        assert number.issued_on <= district.on
    assert not SupportAction.objects.filter(on__lt=F("need__raised_on")).exists()
    for model, day in ((Contact, "on"), (Breach, "on"), (Need, "raised_on"), (Employment, "start_on")):
        rows = model.objects.all()
        assert not rows.filter(**{f"{day}__gt": district.on}).exists()
        firsts = dict(Stay.objects.current().filter(~Q(origin="")).values_list("case", "start_on"))
        assert all(getattr(row, day) >= firsts[row.case_id] for row in rows)
