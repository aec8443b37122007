"""Making and signing reports, and the restatement of their figures."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone

from audit import events as audit_events
from audit.models import AuditEvent
from cases.facts.store import ReoffenceData
from cases.models import Stay
from cases.reoffences import services as reoffences_services
from core.dates import VIETNAM, today
from jobs.models import StoredFile
from reports import services, snapshot
from reports.measures.history import report_figures
from reports.measures.management import Unbalanced, checksum, figures
from reports.models import FORMATS, MeasureDefinition, Report
from reports.restatement.log import restated_cells
from reports.services import CannotSign, make_report, sign_report
from reports.snapshot import DocumentDetails
from reports.tests.life import check, sign
from reports.tests.sample_cases import H1, day

SIGNED = today()
pytestmark = pytest.mark.usefixtures("fast_documents")


@pytest.fixture
def report(world, worked_example):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1, texts={"plan": " Giữ vững. ", "limits": "  "})


def cell(figures: dict, unit, category="total") -> dict:
    [line] = [row for row in figures["management"] if (row["unit"], row["category"]) == (unit.code, category)]
    return line


# --- making ----------------------------------------------------------------------------------------------------------------


def test_a_report_stores_the_figures_of_both_periods_at_one_instant(world, report):
    report.refresh_from_db()
    assert report.figures == report_figures(world.son_tinh, H1, report.known_at)
    assert report.before == figures(world.son_tinh, H1.year_before(), report.known_at)
    assert cell(report.figures, world.tinh_bac)["rate"] == "16.67"
    assert report.checksum == report.figures["checksum"]
    assert report.unit_names["527"] == "huyện Sơn Tịnh"
    assert report.unit_names["21205"] == "xã Tịnh Bắc"
    assert report.texts == {"plan": "Giữ vững."}
    assert (report.state, report.version, report.created_by) == ("draft", 1, world.leader)


def test_the_files_are_stored_and_their_hashes_audited(world, report):
    for name in FORMATS:
        stored = getattr(report, name)
        assert bytes(stored.data).decode().startswith(f"{name} {report.checksum}")
        assert stored.name == f"bao-cao-6-thang-527-20231215-20240614-v1.{name}"
        assert stored.content_type == snapshot.CONTENT_TYPES[name]
    event = AuditEvent.objects.get(action="report.make")
    assert (event.by, event.unit, event.target_id) == (world.leader, world.son_tinh, str(report.pk))
    assert event.detail["checksum"] == report.checksum
    assert event.detail["files"]["pdf"] == report.pdf.sha256


def test_versions_are_numbered_by_unit_and_period(world, report):
    again = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    other = make_report(by=world.leader, unit=world.son_tinh, period=H1.year_before())
    commune = make_report(by=world.leader, unit=world.tinh_bac, period=H1)
    assert [row.version for row in (again, other, commune)] == [2, 1, 1]
    assert again.checksum != report.checksum  # it was counted at another instant


def test_an_unknown_section_is_refused(world):
    with pytest.raises(KeyError, match="unknown"):
        make_report(by=world.leader, unit=world.son_tinh, period=H1, texts={"unknown": "…"})


def test_contradictory_figures_store_nothing(world, worked_example):
    [stay] = Stay.objects.filter(case=worked_example["3"], unit=world.tinh_bac)
    Stay.objects.filter(pk=stay.pk).update(known_until=stay.known_from + timedelta(microseconds=1))
    with pytest.raises(Unbalanced, match="21220"):
        make_report(by=world.leader, unit=world.son_tinh, period=H1)
    assert not Report.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_definition_of_the_last_day_is_used_and_stored(world, worked_example):
    MeasureDefinition.objects.create(valid_from=date(2024, 1, 1), counted_date="conviction", denominator="end")
    report = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    assert report.figures["definition"] == {"counted_date": "conviction", "denominator": "end"}
    assert report.before["definition"] == report.figures["definition"]
    MeasureDefinition.objects.create(valid_from=date(2024, 6, 1), counted_date="prosecution", denominator="during")
    assert report.definition.denominator == "end"
    assert restated_cells(report) == []


# --- signing ---------------------------------------------------------------------------------------------------------------


def test_signing_renders_the_documents_again_and_freezes_the_report(world, report):
    draft = report.docx
    signed = sign_report(by=world.leader, report=check(report), number=" 12 ", signed_on=SIGNED)
    signed.refresh_from_db()
    assert (signed.state, signed.number, signed.signed_on, signed.signed_by) == ("signed", "12", SIGNED, world.leader)
    assert signed.signed_at is not None
    assert bytes(signed.docx.data).decode().startswith(f"docx {report.checksum} 12 True")
    assert signed.docx != draft
    assert StoredFile.objects.filter(pk=draft.pk).exists()
    event = AuditEvent.objects.get(action="report.sign")
    assert event.detail["number"] == "12"
    assert event.detail["files"]["docx"] == signed.docx.sha256
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        signed.save(update_fields=["number"])


def test_each_signature_writes_an_audit_anchor_outside_the_database(
    world, report, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.AUDIT_ANCHOR = str(tmp_path / "anchor.jsonl")
    with django_capture_on_commit_callbacks(execute=True):
        sign_report(by=world.leader, report=check(report), number="12", signed_on=SIGNED)
    signed = AuditEvent.objects.get(action="report.sign")
    assert audit_events.anchors_in(tmp_path / "anchor.jsonl") == {signed.number: signed.hash}


def test_the_documents_of_a_signed_report_print_the_head_of_the_audit_log(world, report):
    report = check(report)
    head = AuditEvent.objects.order_by("number").last()
    signed = sign_report(by=world.leader, report=report, number="12", signed_on=SIGNED)
    text = bytes(signed.pdf.data).decode()
    assert f"nhật ký số {head.number}: {head.hash[:16]}" in text
    assert "Trung tá Nguyễn Sơn" in text


@pytest.mark.parametrize(
    ("number", "signed_on", "reason"),
    [
        ("", SIGNED, "Hãy nhập số"),
        ("  ", SIGNED, "Hãy nhập số"),
        ("12/BC-CAH", SIGNED, "Hãy nhập số"),
        ("0", SIGNED, "Hãy nhập số"),
        ("12", SIGNED + timedelta(days=1), "sau hôm nay"),
        ("12", SIGNED - timedelta(days=1), "trước ngày chốt số liệu"),
        ("12", H1.end - timedelta(days=1), "trước ngày cuối kỳ"),
        ("12", H1.end - timedelta(days=800), "trước ngày cuối kỳ"),
    ],
)
def test_a_report_needs_a_number_and_a_day_on_which_it_can_have_been_signed(world, report, number, signed_on, reason):
    with pytest.raises(CannotSign, match=reason):
        sign_report(by=world.leader, report=report, number=number, signed_on=signed_on)
    assert Report.objects.get().state == "draft"


def test_a_signed_report_cannot_be_signed_again(world, report):
    sign_report(by=world.leader, report=check(report), number="12", signed_on=SIGNED)
    with pytest.raises(CannotSign, match="đã được ký"):
        sign_report(by=world.leader, report=report, number="13", signed_on=SIGNED)


def test_an_older_version_cannot_be_signed_after_a_newer_one(world, report):
    newer = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    sign_report(by=world.leader, report=check(newer), number="12", signed_on=SIGNED)
    with pytest.raises(CannotSign, match="mới hơn"):
        sign_report(by=world.leader, report=report, number="13", signed_on=SIGNED)


def test_a_unit_uses_a_number_once_a_year(world, report, monkeypatch):
    newer = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    commune = make_report(by=world.leader, unit=world.tinh_bac, period=H1)
    sign_report(by=world.leader, report=check(report), number="12", signed_on=SIGNED)
    for same in ("12", "012", " 12 "):
        with pytest.raises(CannotSign, match=f"số 12 năm {SIGNED.year}: kỳ 15/12/2023 – 14/06/2024, phiên bản 1"):
            sign(newer, by=world.leader, number=same)
    sign(commune, by=world.leader, number="12")
    next_year = datetime(SIGNED.year + 1, 1, 2, 9, tzinfo=VIETNAM)
    monkeypatch.setattr(timezone, "now", lambda: next_year)
    sign(newer, by=world.leader, number="12")
    again = Report.objects.get(pk=newer.pk)
    again.pk, again.public_id, again.version, again._state.adding = None, uuid4(), 9, True
    with pytest.raises(IntegrityError, match="report_number_once_a_year|number_year"), transaction.atomic():
        again.save(force_insert=True)


def test_figures_that_do_not_match_their_checksum_cannot_be_signed(world, report):
    report.figures["management"][0]["managed"] += 1  # as if somebody had bypassed the database triggers
    with pytest.raises(CannotSign, match="mã kiểm tra"):
        sign_report(by=world.leader, report=report, number="12", signed_on=SIGNED)


# --- restatement ---------------------------------------------------------------------------------------------------------


def test_without_late_facts_no_cell_differs(report):
    assert restated_cells(report) == []


def test_a_late_fact_is_listed_cell_by_cell_and_leaves_the_report_unchanged(world, worked_example, report):
    before = report.figures
    data = ReoffenceData(prosecuted_on=day("01/06/2024"))
    reoffences_services.record_reoffence(by=world.officer, case=worked_example["1"], data=data)
    listed = [(item.unit, item.category, item.field, item.reported, item.today) for item in restated_cells(report)]
    assert ("xã Tịnh Bắc", "Chấp hành xong án phạt tù", "Người tái phạm tội", 1, 2) in listed
    assert ("xã Tịnh Bắc", "Cộng", "Tỷ lệ (%)", "16.67", "33.33") in listed
    assert ("huyện Sơn Tịnh", "Cộng", "Người tái phạm tội", 1, 2) in listed
    # Two fields of two cells of the commune and of the district, and how many are unconfirmed.
    assert len(listed) == 9
    report.refresh_from_db()
    assert report.figures == before
    again = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    assert cell(again.figures, world.son_tinh)["reoffended"] == 2
    assert restated_cells(again) == []


def test_a_withdrawn_reoffence_is_listed_as_a_difference(world, worked_example, report):
    [reoffence] = worked_example["5"].reoffences.current()
    reoffences_services.withdraw_reoffence(by=None, reoffence=reoffence, why="Nhầm người")
    listed = [item for item in restated_cells(report) if (item.unit, item.category) == ("huyện Sơn Tịnh", "Cộng")]
    assert [(item.field, item.reported, item.today) for item in listed] == [
        ("Người tái phạm tội", 1, 0),
        ("Tỷ lệ (%)", "16.67", "0.00"),
    ]
    assert [(item.reported_text, item.today_text) for item in listed] == [("1", "0"), ("16,67", "0,00")]


def test_a_late_reoffence_outside_every_stay_is_listed(world, worked_example, report):
    data = ReoffenceData(prosecuted_on=day("01/06/2024"))
    reoffences_services.record_reoffence(by=None, case=worked_example["4"], data=data)
    [item] = restated_cells(report)
    assert (item.reported, item.today) == (0, 1)


@pytest.mark.parametrize("denominator", ["during", "end"])
def test_the_stored_keys_are_those_of_the_people_in_the_rate(world, worked_example, denominator):
    MeasureDefinition.objects.create(
        valid_from=date(2020, 1, 1), counted_date="prosecution", denominator=denominator, source_note="x"
    )
    report = make_report(by=None, unit=world.son_tinh, period=H1)
    own = next(
        one for one in report.figures["management"] if (one["unit"], one["category"]) == (world.son_tinh.code, "total")
    )
    for name in ("managed", "reoffended"):
        assert len(set(report.inputs[name].values())) == own[name] > 0
    people = {case.public_id.hex: case.person.public_id.hex for case in worked_example.values()}
    assert report.inputs["managed"].items() <= people.items()
    assert report.inputs["checksum"] == checksum(report.inputs)


# --- concurrency ---------------------------------------------------------------------------------------------------------


def run_concurrently(count: int, work):
    """Run work(number) in `count` threads that start together. Returns results and CannotSign exceptions in order."""
    barrier = Barrier(count)

    def run(number):
        close_old_connections()
        barrier.wait()
        try:
            return work(number)
        except CannotSign as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_reports_saved_concurrently_get_different_versions(world, worked_example):
    prepared = services.prepare_report(world.leader, world.son_tinh, H1, DocumentDetails())
    made = run_concurrently(6, lambda number: services.save_report(by=world.leader, prepared=prepared))
    assert sorted(report.version for report in made) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_concurrent_signs_of_one_report_sign_it_once(world, worked_example):
    report = check(make_report(by=world.leader, unit=world.son_tinh, period=H1))

    def sign_one(number):
        loaded = Report.objects.select_related("unit__parent").get(pk=report.pk)
        return sign_report(by=world.leader, report=loaded, number=str(number + 1), signed_on=SIGNED)

    outcomes = run_concurrently(10, sign_one)
    assert sum(isinstance(outcome, Report) for outcome in outcomes) == 1
    assert AuditEvent.objects.filter(action="report.sign").count() == 1
