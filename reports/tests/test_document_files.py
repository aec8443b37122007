"""The real documents of a report, read back from the files: as a draft and as signed."""

import json
from contextlib import suppress
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import AuditEvent, AuditHead, EventReason
from cases.facts.store import ReoffenceData
from cases.reoffences import services as reoffences_services
from core import database_guards
from core.dates import today
from reports.documents.tests.file_text import contains
from reports.models import FORMATS, LetterheadSetting
from reports.services import make_report
from reports.tests import life
from reports.tests.sample_cases import H1, day


@pytest.fixture
def report(world, worked_example):
    LetterheadSetting.objects.create(
        unit=world.son_tinh,
        valid_from=date(2024, 1, 1),
        parent_agency="CÔNG AN TỈNH QUẢNG NGÃI",
        agency="CÔNG AN HUYỆN SƠN TỊNH",
        symbol="BC-CAH",
        place="Sơn Tịnh",
        signer_title="TRƯỞNG CÔNG AN HUYỆN",
        signer_name="Trung tá Nguyễn Sơn",
        recipients="Công an tỉnh (để báo cáo)\nLưu: VT",
    )
    return make_report(by=world.leader, unit=world.son_tinh, period=H1, texts={"plan": "Giữ vững kết quả."})


def sign(world, report, number="7"):
    return life.sign(report, by=world.leader, number=number, why="Bổ sung vụ khởi tố")


def texts_missing(report, *texts: str, but_in: str = "") -> list[tuple[str, str]]:
    """Format and text, for each text that a file of the report lacks; the format `but_in` need not have them."""
    return [
        (name, text)
        for name in FORMATS
        if name != but_in
        for text in texts
        if not contains(getattr(report, name), text)
    ]


def test_every_file_of_a_draft_is_marked_and_prints_checksum_and_user(report):
    marks = ("DỰ THẢO", f"mã số liệu {report.checksum[:16]}", "Trung tá Nguyễn Sơn lập lúc")
    assert texts_missing(report, *marks) == []
    # The workbook stores the rate as a number and has no texts of the unit.
    assert texts_missing(report, "16,67", "Giữ vững kết quả.", but_in="xlsx") == []


def test_every_file_of_a_signed_report_prints_number_date_and_head_of_the_audit_log(world, report):
    report = life.check(report)
    head = AuditEvent.objects.order_by("number").last()
    signed = sign(world, report)
    assert not any(contains(getattr(signed, name), "DỰ THẢO") for name in FORMATS)
    assert (
        texts_missing(
            signed,
            "Số: 07/BC-CAH",
            f"Sơn Tịnh, ngày {today():%d} tháng",
            f"nhật ký số {head.number}: {head.hash[:16]}",
            f"mã số liệu {report.checksum[:16]}",
        )
        == []
    )


def reoffend(case, on: str):
    return reoffences_services.record_reoffence(by=None, case=case, data=ReoffenceData(prosecuted_on=day(on)))


@pytest.fixture
def second(world, worked_example, report):
    """The second signed version: it counts three late reoffences, two of them recorded after the first version."""
    reoffend(worked_example["6"], "14/06/2024")
    sign(world, make_report(by=world.leader, unit=world.son_tinh, period=H1))
    reoffend(worked_example["1"], "01/06/2024")
    for code in ("2", "3"):
        reoffences_services.withdraw_reoffence(
            by=None, reoffence=reoffend(worked_example[code], "02/06/2024"), why="Nhầm người"
        )
    [recorded] = worked_example["5"].reoffences.current()
    reoffences_services.correct_reoffence(
        by=None, reoffence=recorded, data=ReoffenceData(day("19/04/2024")), why="Sai ngày"
    )
    return sign(world, make_report(by=world.leader, unit=world.son_tinh, period=H1), "8")


def test_every_file_of_a_second_signed_version_prints_the_data_quality_what_it_replaces_and_why(second):
    note = (
        "Ghi muộn quá 30 ngày: 6 biến động, 3 vụ tái phạm; ghi sau khi đã ký báo cáo: 0 biến động, 2 vụ tái phạm;"
        " sửa: 0 biến động, 1 vụ tái phạm; rút: 0 biến động, 2 vụ tái phạm."
    )
    sentence = "Tình trạng dữ liệu về tái phạm trong kỳ: ghi muộn 3; ghi sau khi đã ký báo cáo 2; sửa 1; rút 2."
    replaced = f"thay thế Báo cáo số 07 ngày {today():%d/%m/%Y}"
    assert texts_missing(second, note, replaced, "Lý do: Bổ sung vụ khởi tố.") == []
    assert texts_missing(second, sentence, but_in="xlsx") == []  # a workbook has tables and notes, no sentences


# --- the printed head of the audit log --------------------------------------------------------------------------------------


def verify(path) -> str:
    out = StringIO()
    with suppress(CommandError):
        call_command("verify_audit", "--anchor", path, stdout=out)
    return out.getvalue().strip()


def cut_after(number: int) -> None:
    """Delete the end of the log as a database owner could; the hash chain alone does not show it."""
    database_guards.drop(connection, AuditEvent._meta.db_table)
    EventReason.objects.filter(event__number__gt=number).delete()  # the log lets a reason go, an expungement needs it
    AuditEvent.objects.filter(number__gt=number).delete()
    database_guards.create(connection, AuditEvent._meta.db_table, ())
    last = AuditEvent.objects.get(number=number)
    AuditHead.objects.update(number=last.number, hash=last.hash)


def test_a_deleted_tail_is_found_by_the_printed_and_the_written_anchor(
    world, report, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.AUDIT_ANCHOR = str(tmp_path / "written.jsonl")
    report = life.check(report)
    before = AuditEvent.objects.order_by("number").last()
    with django_capture_on_commit_callbacks(execute=True):
        signed = sign(world, report)
    digits = before.hash[:16]
    assert all(contains(getattr(signed, name), f"nhật ký số {before.number}: {digits}") for name in FORMATS)
    printed = tmp_path / "printed.jsonl"  # typed from the paper
    printed.write_text(json.dumps({"number": before.number, "hash": digits.upper()}))
    whole = f"events {before.number + 1} broken_at None"
    assert [verify(printed), verify(settings.AUDIT_ANCHOR)] == [whole, whole]
    cut_after(before.number)
    assert verify(printed) == f"events {before.number} broken_at None"  # the printed event still exists
    assert verify(settings.AUDIT_ANCHOR) == f"events {before.number} broken_at {before.number + 1}"
    cut_after(before.number - 1)
    assert verify(printed) == f"events {before.number - 1} broken_at {before.number}"


def test_a_rewritten_chain_does_not_match_the_printed_anchor(report, tmp_path):
    last = AuditEvent.objects.order_by("number").last()
    printed = tmp_path / "printed.jsonl"
    printed.write_text(json.dumps({"number": last.number, "hash": last.hash[:15] + "x"}))
    assert verify(printed) == f"events {last.number} broken_at {last.number}"


def test_an_anchor_with_too_few_digits_is_refused(report, tmp_path):
    printed = tmp_path / "printed.jsonl"
    printed.write_text(json.dumps({"number": 1, "hash": ""}))
    with pytest.raises(CommandError, match="điểm neo"):
        call_command("verify_audit", "--anchor", printed, stdout=StringIO())
