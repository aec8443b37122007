"""The generated activity of the demo: it depends on seed and day, fills the worklists and is not counted."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

import pytest
from django.apps import apps
from django.db import transaction
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
    Reoffence,
    Stay,
    SupportAction,
    TransferRequest,
)
from cases.records.models import Record
from cases.worklist.loader import load_worklist_cases
from community.models import CommuneModel, FundEntry
from demo.activity import arrivals
from demo.activity.community import NAME
from demo.district import COMMUNES
from demo.load import load_district
from demo.users import USERS
from law.duties.agenda import NoticeFacts, duties, notice_duties
from law.provider import calendar, law_timeline

ON = date(2026, 11, 24)
DAYS = [date(2025, 1, 2), date(2025, 9, 1), ON, date(2028, 2, 29)]
OFFICERS = [one for one in USERS if one.unit in COMMUNES and one.rank]
RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]
# Fields that differ between databases.
OWN = {"id", "public_id", "created_at", "asked_at", "number_id", "number_encrypted", "number_index"}


def rows_of(model: type[Record]) -> list:
    """All rows without keys and times of this database; cases by their code."""
    fields = [field for field in model._meta.fields if field.name not in OWN]
    return sorted([repr([_plain(row, field) for field in fields]) for row in model.objects.all()])


def _plain(row, field):
    value = getattr(row, field.name)
    return str(value) if field.is_relation and value is not None else value


def loaded_and_rolled_back(**kwargs) -> dict:
    with transaction.atomic():
        load_district(**kwargs)
        found = {model.__name__: rows_of(model) for model in RECORDS}
        found["numbers"] = sorted(
            repr(row) for row in IdentityNumber.objects.values_list("person__name_folded", "issued_on", "valid_until")
        )
        transaction.set_rollback(True)
    return found


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


@pytest.mark.once
def test_the_seed_and_the_day_determine_the_activity(world):
    first = loaded_and_rolled_back(seed=1, on=ON)

    assert loaded_and_rolled_back(seed=1, on=ON) == first
    assert loaded_and_rolled_back(seed=2, on=ON) != first


def test_a_later_day_moves_the_activity_but_not_the_facts(world):
    def facts() -> tuple:
        stays = Stay.objects.order_by("case__code", "start_on").values_list(
            "case__code", "unit", "category", "start_on", "end_on"
        )
        return list(stays), sorted(Reoffence.objects.values_list("case__code", "prosecuted_on", "outcome"))  # fmt: skip

    seen = []
    for on in (ON, ON + timedelta(days=400)):
        with transaction.atomic():
            load_district(seed=1, on=on)
            seen.append(
                (
                    facts(),
                    Contact.objects.filter(for_month=None).latest("on").on,
                    Need.objects.filter(state="open").count(),
                )
            )
            transaction.set_rollback(True)
    (before, last, needs), (after, later, again) = seen
    assert before == after
    assert later - last > timedelta(days=390)
    # The needs of the people do not depend on the day.
    assert abs(needs - again) <= 3


def test_loading_again_on_another_day_changes_nothing(world):
    load_district(seed=1, on=ON)
    before = {model: list(model.objects.order_by("pk").values()) for model in RECORDS}

    load_district(seed=1, on=ON + timedelta(days=90))

    assert {model: list(model.objects.order_by("pk").values()) for model in RECORDS} == before


@pytest.mark.once
@pytest.mark.parametrize(("seed", "on"), [(1, ON), (5, DAYS[0])])
def test_every_record_passes_its_model_and_form(world, seed, on):
    load_district(seed=seed, on=on)

    made = [row for model in RECORDS for row in model.objects.all()]
    for row in made:
        row.full_clean(exclude=["number_encrypted", "number_index", "number_kind"])
    assert len({type(row) for row in made}) >= 20
    for case in Case.objects.all():
        case.full_clean()
    for number in IdentityNumber.objects.exclude(issued_on=None):
        assert number.issued_on <= on
    assert not SupportAction.objects.filter(on__lt=F("need__raised_on")).exists()
    for model, day in ((Contact, "on"), (Breach, "on"), (Need, "raised_on"), (Employment, "start_on")):
        rows = model.objects.all()
        assert not rows.filter(**{f"{day}__gt": on}).exists()
        firsts = dict(Stay.objects.current().filter(~Q(origin="")).values_list("case", "start_on"))
        assert all(getattr(row, day) >= firsts[row.case_id] for row in rows)


@pytest.mark.parametrize("on", DAYS[1:])
def test_every_officer_has_some_overdue_and_some_upcoming_duties(world, on):
    made = load_district(seed=1, on=on).users
    late = {}
    for one in OFFICERS:
        found = worklist(made[one.username], on)
        late[one.username] = sum(duty.is_overdue(on) for duty in found)
        assert len(found) > late[one.username]
        assert len(found) <= 45
    assert all(2 <= count <= 8 for count in late.values()), late
    assert sum(late.values()) >= 3 * len(late)


def test_few_duties_are_overdue_right_after_the_facts_end(world):
    made = load_district(seed=1, on=DAYS[0]).users

    assert all(
        sum(duty.is_overdue(DAYS[0]) for duty in worklist(made[one.username], DAYS[0])) <= 12 for one in OFFICERS
    )


def test_each_open_case_has_an_officer_and_most_a_helper(world):
    load_district(seed=1, on=ON)
    open_cases = Case.objects.filter(pk__in=Stay.objects.open().values("case"))
    now = Assignment.objects.filter(end_on=None)

    assert now.filter(role="officer").count() == open_cases.count()
    for row in now.filter(role="officer").select_related("case"):
        assert row.user_id == row.case.officer_id
    helped = now.filter(role="helper").count()
    assert 0.8 * open_cases.count() <= helped < open_cases.count()
    assert open_cases.exclude(helper_text="").count() == helped


def test_probation_has_monthly_records_an_absence_and_a_breach(world):
    load_district(seed=1, on=ON)
    conditional = Case.objects.filter(pk__in=Stay.objects.open().filter(category="conditional").values("case"))

    assert conditional.count() >= 3
    assert all(case.probation_end_on > ON for case in conditional)
    # Probation is the rest of a sentence of which half was served (BLHS Điều 66).
    for case in conditional:
        assert (case.probation_end_on - case.probation_start_on).days / 30.4 <= case.sentence_months / 2 + 1
    months = Contact.objects.filter(case__in=conditional, kind=Contact.Kind.MONTHLY_REPORT)
    assert months.count() > 40
    assert Absence.objects.filter(is_granted=True, from_on__lte=ON, until_on__gte=ON).count() == 1
    [breach] = Breach.objects.all()
    assert breach.record_on
    assert breach.meeting_on is None


def test_there_are_notices_and_transfer_requests_in_every_state(world):
    load_district(seed=1, on=ON)

    states = list(Notice.objects.values_list("state", flat=True))
    assert states.count("expected") == len(arrivals.EXPECTED_ARRIVALS) - 1
    assert states.count("not_come") == 1
    assert states.count("arrived") >= len(COMMUNES)
    waiting = TransferRequest.objects.waiting()
    assert waiting.count() == 3
    assert {row.to_unit.name for row in waiting} >= {"Tịnh Bắc", "Tịnh Bình"}
    assert max((ON - row.asked_at.date()).days for row in waiting) == 9
    today_home = Notice.objects.get(expected_on=ON)
    assert (today_home.unit.name, today_home.category) == ("Tịnh Bắc", "conditional")


@pytest.mark.parametrize("on", [ON, date(2031, 5, 1)])
def test_the_fund_of_the_model_is_never_negative(world, on):
    load_district(seed=1, on=on)

    [model] = CommuneModel.objects.all()
    assert (model.name, model.launched_on, model.unit.name) == (NAME, date(2024, 7, 19), "Tịnh Bắc")
    assert {member.role for member in model.members.all()} == {"head", "deputy", "secretary", "member"}
    balance = 0
    for entry in FundEntry.objects.order_by("on", "pk"):
        balance += entry.amount if entry.direction == "in" else -entry.amount
        assert balance >= 0, entry.on
    assert balance < 40_000_000
    assert model.activities.filter(on__gt=on).count() == 0
    assert all(one.jobs_given <= one.jobs for one in model.enterprises.all())
    helped = Case.objects.filter(helps__isnull=False).distinct()
    assert helped.count() >= 8
    assert model.gifts.exclude(case=None).count() == 3


def test_closed_cases_have_no_activity(world):
    """The activity is about open cases only, except for help of the model that has ended."""
    load_district(seed=1, on=ON)
    closed = Case.objects.exclude(pk__in=Stay.objects.open().values("case"))

    assert not Contact.objects.filter(case__in=closed).exists()
    assert not Notice.objects.filter(case__in=closed).exists()
