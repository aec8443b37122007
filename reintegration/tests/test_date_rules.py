"""Every date that is typed has a rule in core/date_rules.py, and every service function that takes one asks for it."""

import inspect
import re
from datetime import date, timedelta

import pytest
from django import forms

from core import date_rules
from core.date_rules import CONTEXT, DATES, TODAY, broken, require
from core.errors import Refused
from core.forms.date_rules import add_date_errors
from core.forms.fields import StyledMixin
from reintegration.tests.test_imports import ROOT
from reintegration.tests.test_rate_verbs import import_module, service_modules
from reintegration.tests.test_typed_fields_of_forms import form_classes

NOW = date(2026, 11, 27)
# Forms that are not of one record: the key of the service function that their view calls. None: a filter or a report, where any
# day may be asked for, or a form with a rule of its own.
FORMS = {
    "AttachDocumentForm": "cases.casedocument",
    "CloseForm": "cases.closing.close",
    "CompleteForm": "cases.probation.certify_completion",
    "CorrectionForm": "cases.reoffences.reoffence",
    "DetailsForm": "cases.records.update_details",
    "ListForm": "cases.notice",
    "LetterForm": "cases.notice",
    "NoticeForm": "cases.notice",
    "ProofForm": "cases.expungement.decide",
    "ReceptionForm": "cases.reception.receive_home",
    "ReoffenceForm": "cases.reoffences.reoffence",
    "RevokeForm": "cases.probation.revoke",
    "SettleForm": "cases.notices.settle_notice",
    "ShortenForm": "cases.probation.decide_shortening",
    "SnoozeForm": "cases.worklist.snooze",
    "VerifyForm": "cases.notices.verify_address",
    # Rows of the court's decisions.
    "cases.reception.judgment_forms.CourtPart": "cases.reception.receive_home",
    "cases.reception.judgment_forms.ObligationForm": "cases.civilobligation",
    "cases.reception.judgment_forms.PenaltyForm": "cases.additionalpenalty",
    "cases.people.forms.NumberForm": "cases.people.add_number",
    "cases.people.forms.NameForm": "cases.people.add_name",
    "AssignOfficerForm": "cases.supervision.assign",
    "AssignHelperForm": "cases.supervision.assign",
    "HandOverForm": "cases.supervision.assign",
    "cases.transfers.forms.AskForm": "cases.transfers.ask",
    "cases.transfers.forms.DecideForm": "cases.transfers.accept",
    # Stays: cases/facts/stay_chain.py and refuse_future.
    "HistoryForm": None,
    "StayForm": None,
    # Forms printed for any day; filters; the law of a day.
    "PrintForm": None,
    "DashboardForm": None,
    "DayForm": None,
    "HolidayForm": "law.save_holiday",
    "NewValueForm": "law.save_setting",
    "HalfYearForm": "law.half_years.propose_half_years",
}
# Service functions that take days and leave them to another one, or take a period.
ELSEWHERE = {
    "cases.corrections.correct_histories", "cases.reception.receive", "cases.reception.receive_many",
    "cases.supervision.hand_over", "accounts.users.check_grant", "cases.expungement.seal_again",
    "register.bulk_services.change_histories",
}  # fmt: skip


def key_of(form: type[forms.BaseForm]) -> str | None:
    """The key of a form's dates."""
    whole = f"{form.__module__}.{form.__name__}"
    if "Filter" in form.__name__:
        return None
    if whole in FORMS or form.__name__ in FORMS:
        return FORMS.get(whole, FORMS.get(form.__name__))
    if form.__module__.startswith("loans."):
        return None if "Filter" in form.__name__ or "Export" in form.__name__ else "loans.fact"
    if form.__module__.startswith("reports."):
        return None
    model = getattr(getattr(form, "_meta", None), "model", None)
    assert model is not None, f"{whole} has dates and no rules: enter it here and its dates in core/date_rules.py"
    return model._meta.label_lower


def dated_forms() -> list[type[forms.BaseForm]]:
    return [
        form
        for form in form_classes()
        if any(isinstance(field, forms.DateField) for field in form.base_fields.values())
        and form.__module__.split(".")[0] not in ("core", "accounts")
        and form not in (forms.Form, forms.ModelForm, StyledMixin)
    ]


@pytest.mark.parametrize("form", dated_forms(), ids=lambda form: form.__name__)
def test_every_date_of_a_form_has_a_rule(form):
    key = key_of(form)
    if key is not None:
        names = {name for name, field in form.base_fields.items() if isinstance(field, forms.DateField)}
        assert names <= set(DATES[key])


def verbs_with_days() -> list[tuple[str, str]]:
    found = []
    for module in service_modules():
        for name, function in inspect.getmembers(import_module(module), inspect.isfunction):
            taken = inspect.signature(function).parameters
            days = [one for one, parameter in taken.items() if one == "on" or one.endswith("_on")]
            if function.__module__ == module and "by" in taken and name[0] != "_" and days:
                found.append((f"{module.removesuffix('.services')}.{name}", ", ".join(days)))
    return found


@pytest.mark.parametrize(("verb", "days"), verbs_with_days(), ids=lambda value: value)
def test_every_service_function_asks_about_its_days(verb, days):
    if verb in ELSEWHERE or verb.startswith("reports."):
        return
    assert set(days.split(", ")) <= set(DATES[verb])
    if any(DATES[verb][day].conditions for day in days.split(", ")):
        path = verb.rpartition(".")[0].replace(".", "/")
        assert f'"{verb}"' in (ROOT / path / "services.py").read_text()


def test_every_key_is_a_kind_of_record_or_asked_for():
    files = [*ROOT.glob("*/services.py"), *ROOT.glob("*/*/services.py"), *ROOT.glob("loans/*.py")]
    asked = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', " ".join(file.read_text() for file in files)))
    unused = {key for key, fields in DATES.items() if any(field.conditions for field in fields.values())} - asked
    assert {key.count(".") for key in unused} <= {1}  # records, asked for by their model


def test_the_table_names_only_days_that_exist():
    for key, fields in DATES.items():
        for field in fields.values():
            assert bool(field.conditions) != bool(field.free), key
            assert {other for _sign, other in field.conditions} <= {*fields, *CONTEXT, TODAY}, key


# --- what is said -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "values", "message"),
    [
        (
            "cases.closing.close",
            {"on": NOW + timedelta(days=1)},
            "Ngày đóng hồ sơ không được sau hôm nay (27/11/2026).",
        ),
        (
            "cases.people.update_person",
            {"birth": date(2024, 1, 1), "first_release_on": date(2024, 1, 1)},
            "Ngày sinh phải trước ngày ra trại đầu tiên của người này (01/01/2024).",
        ),
        (
            "cases.reoffences.reoffence",
            {"prosecuted_on": date(2023, 12, 31), "first_release_on": date(2024, 1, 1)},
            "Ngày khởi tố bị can không được trước ngày ra trại đầu tiên của người này (01/01/2024).",
        ),
        (
            "cases.absence",
            {"from_on": date(2024, 3, 2), "until_on": date(2024, 3, 1)},
            "Ngày cuối không được trước ngày đi (02/03/2024).",
        ),
    ],
)
def test_a_message_names_both_days(key, values, message):
    assert [text for _name, text in broken(key, values, NOW)] == [message]
    with pytest.raises(Refused, match=re.escape(message)):
        require(key, NOW, **values)


@pytest.mark.parametrize("key", DATES)
def test_each_condition_holds_on_its_edge_and_breaks_one_day_beyond(key):
    step = {"<=": 1, ">=": -1, "<": 0, ">": 0}
    inside = {"<=": 0, ">=": 0, "<": -1, ">": 1}
    for name, field in DATES[key].items():
        for sign, other in field.conditions:
            edge = NOW if other == TODAY else NOW - timedelta(days=400)
            given = {} if other == TODAY else {other: edge}
            if sign == ">=" and (">=", TODAY) in field.conditions:
                edge = NOW + timedelta(days=400)
                given = {} if other == TODAY else {other: edge}
                edge = NOW if other == TODAY else edge
            wrong = {name: edge + timedelta(days=step[sign])} | given
            right = {name: edge + timedelta(days=inside[sign])} | given
            assert name in dict(broken(key, wrong, NOW)), (key, name, sign, other)
            assert name not in dict(broken(key, right, NOW)), (key, name, sign, other)


def test_missing_days_are_not_compared():
    assert broken("cases.absence", {"until_on": NOW, "from_on": None, "applied_on": ""}, NOW) == []
    with pytest.raises(KeyError):
        broken("cases.nothing", {}, NOW)


def test_a_form_shows_each_message_on_its_field():
    class Form(forms.Form):
        on = forms.DateField()

    form = Form({"on": "2999-01-01"})
    assert form.is_valid()
    add_date_errors(form, "cases.closing.close")
    assert "không được sau hôm nay" in form.errors["on"][0]
    assert date_rules.CONTEXT
