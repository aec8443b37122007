"""Settings by day, the visibility of reports, and the triggers of the database."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from areas.models import Unit
from reports.documents.letterhead import letterhead_on
from reports.measures.definition import Definition
from reports.models import LetterheadSetting, MeasureDefinition, Report
from reports.services import discard_draft, make_report
from reports.tests.life import check, sign
from reports.tests.sample_cases import H1

JUNE = date(2024, 6, 20)
APPEND_ONLY = pytest.raises(DatabaseError, match="append-only")


@pytest.fixture
def report(world, worked_example, fast_documents):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1, texts={"plan": "Giữ vững."})


# --- the definition in force -----------------------------------------------------------------------------------------------


def test_the_default_definition_applies_without_a_setting(db):
    assert MeasureDefinition.objects.on(JUNE) == Definition()


def test_the_definition_of_a_day_is_the_latest_in_force(db):
    for valid_from, denominator in ((date(2024, 1, 1), "end"), (date(2025, 1, 1), "average")):
        MeasureDefinition.objects.create(valid_from=valid_from, counted_date="conviction", denominator=denominator)
    assert MeasureDefinition.objects.on(date(2023, 12, 31)) == Definition()
    assert MeasureDefinition.objects.on(date(2024, 1, 1)) == Definition("conviction", "end")
    assert MeasureDefinition.objects.on(date(2024, 12, 31)) == Definition("conviction", "end")
    assert MeasureDefinition.objects.on(date(2025, 1, 1)) == Definition("conviction", "average")


def test_an_unknown_denominator_is_refused(db):
    with pytest.raises(IntegrityError, match="definition_denominator_known"):
        MeasureDefinition.objects.create(valid_from=JUNE, counted_date="conviction", denominator="all")


# --- letterheads -----------------------------------------------------------------------------------------------------------


def test_the_default_letterhead_uses_the_name_of_the_unit(world):
    district = letterhead_on(world.son_tinh, JUNE)
    assert (district.parent_agency, district.agency) == ("CÔNG AN TỈNH QUẢNG NGÃI", "CÔNG AN HUYỆN SƠN TỊNH")
    assert (district.symbol, district.place) == ("BC-CAH", "Sơn Tịnh")
    assert district.signer_title == "TRƯỞNG CÔNG AN HUYỆN"
    commune = letterhead_on(world.tinh_bac, JUNE)
    assert (commune.parent_agency, commune.agency) == ("CÔNG AN HUYỆN SƠN TỊNH", "CÔNG AN XÃ TỊNH BẮC")
    assert commune.symbol == "BC-CAX"
    province = letterhead_on(world.quang_ngai, JUNE)
    assert (province.parent_agency, province.agency) == ("BỘ CÔNG AN", "CÔNG AN TỈNH QUẢNG NGÃI")
    assert province.signer_title == "GIÁM ĐỐC"


def test_every_kind_of_unit_has_a_symbol(world):
    for kind in set(Unit.objects.values_list("kind", flat=True)):
        unit = Unit.objects.select_related("parent").filter(kind=kind).first()
        assert letterhead_on(unit, JUNE).symbol.startswith("BC-CA")


def test_a_letterhead_is_the_one_in_force_on_the_day(world):
    given = {
        "unit": world.son_tinh,
        "parent_agency": "CA",
        "symbol": "BC-CAH",
        "place": "Sơn Tịnh",
        "signer_title": "T",
    }
    LetterheadSetting.objects.create(valid_from=date(2024, 1, 1), agency="CŨ", recipients=" Một \n\n Hai ", **given)
    LetterheadSetting.objects.create(valid_from=date(2024, 6, 1), agency="MỚI", **given)
    assert letterhead_on(world.son_tinh, date(2023, 12, 31)).agency == "CÔNG AN HUYỆN SƠN TỊNH"
    assert letterhead_on(world.son_tinh, date(2024, 5, 31)).agency == "CŨ"
    assert letterhead_on(world.son_tinh, date(2024, 5, 31)).recipients == ("Một", "Hai")
    assert letterhead_on(world.son_tinh, date(2024, 6, 1)).agency == "MỚI"
    assert letterhead_on(world.tu_nghia, date(2024, 6, 1)).agency == "CÔNG AN HUYỆN TƯ NGHĨA"


# --- who sees which --------------------------------------------------------------------------------------------------------


def test_a_report_is_visible_to_its_unit_and_the_units_above(world, report):
    commune = make_report(by=world.officer, unit=world.tinh_bac, period=H1)
    seen = {
        name: set(Report.objects.visible_to(getattr(world, name)))
        for name in [
            "leader",
            "province",
            "officer",
            "officer_ha",
            "committee",
            "leader_other",
            "bank",
            "admin",
            "stranger",
        ]
    }
    assert seen == {
        "leader": {report, commune},
        "province": set(),  # nothing was signed
        "officer": {commune},
        "committee": {commune},
        "officer_ha": set(),
        "leader_other": set(),
        "bank": set(),
        "admin": set(),
        "stranger": set(),
    }


def test_the_list_is_ordered_by_period_and_version_without_figures(world, report, django_assert_num_queries):
    second = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    earlier = make_report(by=world.leader, unit=world.son_tinh, period=H1.year_before())
    with django_assert_num_queries(3):  # the units of people, those of figures, and the list
        rows = list(Report.objects.visible_to(world.leader).for_list())
        assert [str(row.unit) for row in rows] == ["huyện Sơn Tịnh"] * 3
        assert all("figures" not in row.__dict__ for row in rows)
    assert rows == [second, report, earlier]


# --- database triggers
# -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("figures", {"changed": 1}),
        ("before", {"changed": 1}),
        ("texts", {"plan": "Khác"}),
        ("unit_names", {}),
        ("checksum", "0" * 64),
        ("known_at", "2024-01-01T00:00:00Z"),
        ("version", 7),
        ("end", date(2024, 6, 15)),
    ],
)
def test_the_figures_of_a_draft_cannot_change(report, column, value):
    with APPEND_ONLY, transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**{column: value})


def test_a_signed_report_cannot_change(world, report):
    sign(report, by=world.leader)
    changed = [("number", "13"), ("signed_on", JUNE), ("replaces_why", "Khác"), ("learnt", {}), ("signed_by", None)]
    for column, value in [*changed, ("state", "draft")]:
        with APPEND_ONLY, transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**{column: value})


def test_a_discarded_draft_cannot_come_back(world, report):
    discard_draft(by=world.leader, report=report)
    for state in ("draft", "signed"):
        with APPEND_ONLY, transaction.atomic():
            Report.objects.filter(pk=report.pk).update(state=state)


def test_the_year_of_the_number_is_the_year_of_the_signature(report):
    check(report)
    values = {"state": "signed", "signed_at": report.created_at, "signed_on": JUNE, "number": "1"}
    with APPEND_ONLY, transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**values, number_year=2023)
    Report.objects.filter(pk=report.pk).update(**values, number_year=2024)


def insert(report, **values):
    """Insert a copy as a further version; no trigger looks at new rows, the constraints do."""
    copy = Report.objects.get(pk=report.pk)
    copy.pk, copy.public_id, copy.version, copy._state.adding = None, uuid4(), 9, True
    for name, value in values.items():
        setattr(copy, name, value)
    with transaction.atomic():
        copy.save(force_insert=True)


NOW = datetime(2024, 7, 1, tzinfo=UTC)
SIGNED = {"state": "signed", "number": "3", "signed_on": JUNE, "number_year": 2024, "signed_at": NOW}
SUBMITTED = {**SIGNED, "state": "submitted", "submitted_at": NOW}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"signed_on": date(2024, 6, 13)}, "report_signed_after_period"),
        ({"state": "lost"}, "report_state_known|report_signed_is_complete"),
        ({"number_year": 2024}, "report_signed_is_complete"),
        ({**SIGNED, "number": ""}, "report_signed_is_complete"),
        ({**SIGNED, "number_year": None}, "report_signed_is_complete"),
        ({"state": "checked"}, "report_checked_is_complete"),
        ({"checked_at": NOW, "answers": []}, "report_checked_is_complete"),
        ({**SIGNED, "submitted_at": NOW}, "report_submitted_is_complete"),
        ({**SUBMITTED, "submitted_at": None}, "report_submitted_is_complete"),
        ({**SUBMITTED, "decided_at": NOW}, "report_decided_is_complete"),
        ({**SUBMITTED, "state": "accepted"}, "report_decided_is_complete"),
        ({**SUBMITTED, "state": "returned", "decided_at": NOW}, "report_returned_has_reason"),
        ({**SUBMITTED, "state": "accepted", "decided_at": NOW, "return_why": "Sai"}, "report_returned_has_reason"),
    ],
)
def test_the_database_refuses_what_no_report_may_be(report, values, name):
    with pytest.raises(IntegrityError, match=name):
        insert(report, **values)


@pytest.mark.parametrize("hand", ["signed_by", "submitted_by"])
def test_the_database_lets_nobody_decide_on_the_own_report(world, report, hand):
    given = {**SUBMITTED, "state": "accepted", "decided_at": NOW, hand: world.leader}
    with pytest.raises(IntegrityError, match="report_decided_by_another"):
        insert(report, **given, decided_by=world.leader)
    insert(report, **given, decided_by=world.province)


def test_replacing_a_version_has_a_reason_in_the_database(world, report):
    with pytest.raises(IntegrityError, match="report_replacing_has_reason"):
        insert(report, replaces=report)


def test_a_report_cannot_be_deleted(report):
    with APPEND_ONLY, transaction.atomic():
        Report.objects.filter(pk=report.pk).delete()


def test_a_signed_report_has_number_and_date(report):
    check(report)
    with pytest.raises(IntegrityError, match="report_signed_is_complete"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(
            state="signed", signed_at=report.created_at, signed_on=JUNE, number_year=2024, number=""
        )


def test_a_version_exists_once(report):
    report.pk, report.public_id = None, "8f0f1d4e-0000-4000-8000-000000000000"
    report._state.adding = True
    with (
        pytest.raises(IntegrityError, match="report_one_of_a_version|unit_id, reports_report.start"),
        transaction.atomic(),
    ):
        report.save(force_insert=True)
