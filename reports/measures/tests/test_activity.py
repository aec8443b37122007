"""What the units did and how their open cases stood, against a second count in plain loops."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from cases.facts.clock import settled_time
from cases.facts.store import ReoffenceData
from cases.models import Absence, Breach, Contact, Employment, ExpungementReview, Need, Shortening, SupportAction
from cases.reoffences.services import record_reoffence
from community.models import Activity, CommuneModel, Enterprise, FundEntry, Gift, Help, ModelMember
from core.dates import Period
from reports.measures.activity import activity_figures
from reports.measures.dashboard.question import Question
from reports.measures.dashboard.registry import count_all
from reports.measures.definition import Definition
from reports.measures.loans import loan_figures
from reports.measures.rows import unit_rows
from reports.measures.tests import reference_activity as reference
from reports.measures.tests.reference_activity import PlainEvent, PlainModel
from reports.measures.tests.test_random_cases import CaseRecorder, populations
from reports.tests.sample_cases import DISTRICT, H1, PROVINCE, X, Y, row_units

FIRST = date(2024, 1, 1)
DAYS = st.integers(-20, 40).map(lambda number: FIRST + timedelta(days=number))
AMOUNTS = st.integers(1, 9)


def contact(kind):
    return lambda case, on, _amount: Contact(case=case, kind=kind, on=on, outcome="x")


def decided(model, granted, day="decided_on", **more):
    def make(case, on, amount):
        months = {"months": amount, "new_end_on": on} if model is Shortening and granted else {}
        return model(case=case, is_granted=granted, **{day: on}, **more, **months)

    return make


LONG_AGO = {"applied_on": date(2020, 1, 1), "from_on": date(2020, 1, 2), "until_on": date(2020, 1, 3)}
# Of each event how its row is made. The days that are not counted lie long before.
MAKERS = {
    "contact_visit": contact("visit"),
    "contact_call": contact("call"),
    "job_labour": lambda case, on, _amount: Employment(case=case, employer=str(on), work="x", contract="labour", start_on=on),
    "need_raised_job": lambda case, on, _amount: Need(case=case, kind="job", description="x", raised_on=on),
    "need_met_credit": lambda case, on, _amount: Need(
        case=case, kind="credit", description="x", raised_on=date(2020, 1, 1), state="met", closed_on=on
    ),
    "breach": lambda case, on, _amount: Breach(case=case, kind="other", on=on, description="x"),
    "absence_granted": decided(Absence, True, **LONG_AGO),
    "absence_refused": decided(Absence, False, **LONG_AGO),
    "shortening_granted": decided(Shortening, True, proposed_on=date(2020, 1, 1)),
    "shortening_refused": decided(Shortening, False, proposed_on=date(2020, 1, 1)),
    "review_guided": lambda case, on, _amount: ExpungementReview(
        case=case, path="automatic", guided_on=on, result="refused", proof_on=on, proof_number="x"
    ),
}  # fmt: skip
WITH_AMOUNT = {"shortening_granted"}


@st.composite
def events(draw):
    """Records of one case; of one kind at most one a day, as breaches of one day have no order."""
    found = {}
    for name, on, amount, is_struck in draw(
        st.lists(st.tuples(st.sampled_from(sorted(MAKERS)), DAYS, AMOUNTS, st.booleans()), max_size=5)
    ):
        found[name, on] = PlainEvent(name, on, amount if name in WITH_AMOUNT else 0, is_struck)
    return list(found.values())


@st.composite
def models(draw):
    def span():
        since = draw(DAYS)
        return since, draw(st.none() | st.integers(1, 30).map(lambda days: since + timedelta(days=days)))

    names = st.sampled_from(["activity", "fund_in", "fund_out", "gift"])
    plain = [
        PlainEvent(name, on, amount) for name, on, amount in draw(st.lists(st.tuples(names, DAYS, AMOUNTS), max_size=4))
    ]
    spans = [("members", *span(), 0) for _member in range(draw(st.integers(0, 2)))]
    spans += [("enterprises", draw(DAYS), None, draw(AMOUNTS)) for _one in range(draw(st.integers(0, 1)))]
    launched, ended = span()
    return PlainModel(draw(st.sampled_from([X, Y])), launched, ended, plain, spans)


def store_events(case, plain: list[PlainEvent]) -> dict:
    rows = {event: MAKERS[event.name](case, event.on, event.amount) for event in plain}
    for row in rows.values():
        row.save()
    return rows


def store_model(plain: PlainModel, units, number: int) -> None:
    model = CommuneModel.objects.create(
        unit=units[plain.unit], name=f"Mô hình {number}", launched_on=plain.launched, ended_on=plain.ended
    )
    for place, event in enumerate(plain.events):
        of = {"model": model, "on": event.on}
        if event.name == "activity":
            Activity.objects.create(**of, kind="meeting", title="x", cost=event.amount)
        elif event.name == "gift":
            Gift.objects.create(**of, donor="x", item="x", value=event.amount)
        else:
            direction = event.name.removeprefix("fund_")
            FundEntry.objects.create(
                **of, direction=direction, amount=event.amount, party="x", voucher=str(place), purpose="x"
            )
    for name, since, until, amount in plain.spans:
        if name == "members":
            ModelMember.objects.create(model=model, full_name="x", start_on=since, end_on=until)
        else:
            Enterprise.objects.create(model=model, name="x", promised_on=since, jobs=amount, jobs_given=amount)


def strike(rows: dict) -> None:
    for event, row in rows.items():
        if event.is_struck:
            type(row).objects.filter(pk=row.pk).update(removed_at=timezone.now())


@pytest.mark.django_db(transaction=True)  # PostgreSQL slows down under what one transaction rolls back
def test_random_records_are_counted_as_by_the_reference(units):
    @seed(15)
    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check(data):
        with transaction.atomic():
            try:
                check_records(data.draw, units)
            finally:
                transaction.set_rollback(True)

    check()


def check_records(draw, units):
    recorder = CaseRecorder(units)
    recorder.enter(draw(populations()))
    plain = {code: draw(events()) for code in recorder.cases}
    rows: dict[tuple[str, PlainEvent], Model] = {}
    for code, found in plain.items():
        rows |= {(code, event): row for event, row in store_events(recorder.cases[code], found).items()}
    plain_models = draw(st.lists(models(), max_size=3))
    for number, model in enumerate(plain_models):
        store_model(model, units, number)
    before = settled_time()
    strike({event: row for (_code, event), row in rows.items()})
    left = {code: [event for event in found if not event.is_struck] for code, found in plain.items()}
    at, given_events = draw(st.sampled_from([(before, plain), (settled_time(), left)]))
    end = FIRST + timedelta(days=draw(st.integers(0, 40)))
    period = Period(end - timedelta(days=draw(st.integers(0, 30))), end)
    definition = draw(st.sampled_from([Definition(), Definition("conviction", "end")]))
    unit = units[draw(st.sampled_from([DISTRICT, DISTRICT, X, PROVINCE]))]
    cases = deepcopy([*recorder.current.values()])
    for one in activity_figures(unit, period, at, definition):
        row, days = row_units(one["unit"]), (period.start, period.end)
        expected = reference.case_events(cases, given_events, row, *days)
        expected |= reference.model_events(plain_models, row, *days)
        got = dict(one["events"])
        # Counted with the same records, under names of their own.
        for extra in ("attendance", "jobs_given"):
            got.pop(extra, None)
        assert got == expected, one["unit"]
        times = {name: n for name, n in one["reoffences"].items() if name.startswith("within") or name == "later"}
        assert times == reference.reoffence_times(cases, row, *days, definition.counted_date)


def by_unit(unit, period=H1, known_at=None):
    return {one["unit"]: one for one in activity_figures(unit, period, known_at or settled_time())}


def test_states_and_loans_are_the_figures_of_the_dashboard_and_of_the_loans(world, worked_example):
    at = settled_time()
    found = by_unit(world.son_tinh, known_at=at)
    counted = count_all(Question(world.son_tinh, H1, at, H1.end))
    assert found["527"]["states"]["open_cases"] == counted.own["open_cases"] == 4
    assert found["21205"]["states"]["group_none"] == 4
    for row in unit_rows(world.son_tinh, H1.end):
        assert found[row.unit.code]["loans"] == loan_figures(row.unit_ids, H1, at)


def test_the_features_of_reoffences(world, worked_example):
    data = ReoffenceData(date(2024, 6, 1), is_intentional=True, crime_class="serious")
    record_reoffence(by=None, case=worked_example["1"], data=data)
    counted = by_unit(world.son_tinh)["527"]["reoffences"]
    assert counted == {
        "within_12": 1,
        "within_24": 1,
        "class_serious": 1,
        "class_unknown": 1,
        "intentional": 1,
        "intent_unknown": 1,
    }


def test_support_and_helpers_are_counted_of_the_case_they_are_for(world, worked_example):
    case, on = worked_example["1"], date(2024, 3, 1)
    need = Need.objects.create(case=case, kind="job", description="x", raised_on=on)
    SupportAction.objects.create(need=need, on=on, description="x", cost=500, source="state")
    model = CommuneModel.objects.create(unit=world.tinh_bac, name="x", launched_on=date(2023, 1, 1))
    Activity.objects.create(model=model, on=on, kind="meeting", title="x", attendance=30)
    member = ModelMember.objects.create(model=model, full_name="x", start_on=date(2023, 1, 1))
    Help.objects.create(member=member, case=case, start_on=on)
    type(case).objects.filter(pk=case.pk).update(presented_on=on)
    found = by_unit(world.son_tinh)
    assert found["527"]["events"] == found["21205"]["events"]
    assert found["527"]["events"] == {
        "need_raised_job": [1, 1, 0],
        "support": [1, 1, 500],
        "presented": [1, 1, 0],
        "help_begun": [1, 1, 0],
        "models": [1, 0, 0],
        "members": [1, 0, 0],
        "helped": [1, 0, 0],
        "activity": [1, 0, 0],
        "attendance": [1, 0, 30],
    }
    assert found["21220"]["events"] == {}
