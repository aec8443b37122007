"""One bit changed in a stored report, past the triggers, is found: by the command, on the page and by the next verb."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import reasons
from audit.models import AuditEvent
from core import database_guards
from core.dates import today
from core.errors import Refused
from jobs.models import StoredFile
from reports.life.integrity import SNAPSHOT, faults
from reports.life.services import accept_report, return_report
from reports.models import FORMATS, Report
from reports.services import CannotSign, make_report, sign_report
from reports.tests.life import check, submit
from reports.tests.sample_cases import H1

pytestmark = pytest.mark.usefixtures("fast_documents")


@pytest.fixture
def report(world, worked_example):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1, texts={"plan": "Giữ vững kết quả."})


def flipped(value):
    """The value with one number or text changed by one bit; of figures a number of the first row."""
    if isinstance(value, dict):
        key = next(key for key in ("management", "opening", *value) if key in value and key != "checksum")
        return {**value, key: flipped(value[key])}
    if isinstance(value, list):
        return [flipped(value[0]), *value[1:]]
    return chr(ord(value[0]) ^ 1) + value[1:] if isinstance(value, str) else value ^ 1


def alter(report, column: str) -> None:
    """Change the stored report as the owner of the database could."""
    database_guards.drop(connection, Report._meta.db_table)
    Report.objects.filter(pk=report.pk).update(**{column: flipped(getattr(report, column))})


def verify() -> dict:
    out = StringIO()
    with suppress(CommandError):
        call_command("verify_reports", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_an_untouched_report_has_no_faults_in_any_state(world, report):
    assert faults(report) == []
    submitted = submit(report, by=world.leader)
    assert faults(Report.objects.get(pk=submitted.pk)) == []
    accept_report(by=world.province, report=submitted)
    assert verify() == {"reports": 1, "wrong": {}}


@pytest.mark.parametrize("column", [*SNAPSHOT, "checksum"])
def test_a_bit_of_the_snapshot(world, report, client_for, column):
    submit(report, by=world.leader)
    alter(Report.objects.get(pk=report.pk), column)
    assert list(verify()["wrong"]) == [str(report.public_id)]
    page = client_for(world.province).get(report.get_absolute_url()).content.decode()
    assert "Báo cáo đã bị sửa ngoài hệ thống" in page
    with pytest.raises(Refused, match="báo quản trị hệ thống"):
        accept_report(by=world.province, report=report)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("is_encrypted_anew", [True, False])
def test_a_bit_of_a_file(report, name, is_encrypted_anew):
    database_guards.drop(connection, StoredFile._meta.db_table)
    stored = getattr(report, name)
    if is_encrypted_anew:
        data = bytes(stored.data)
        StoredFile.objects.filter(pk=stored.pk).update(data=bytes([data[0] ^ 1]) + data[1:])
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, data FROM jobs_storedfile WHERE sha256 = %s", [stored.sha256])
            key, data = cursor.fetchone()
            data = bytes(data)
            cursor.execute(
                "UPDATE jobs_storedfile SET data = %s WHERE id = %s", [data[:-1] + bytes([data[-1] ^ 1]), key]
            )
    assert verify()["wrong"] == {str(report.public_id): [f"Tệp {name.upper()} không như khi lập."]}


def test_a_report_that_the_log_does_not_know(world, report):
    copy = Report.objects.get(pk=report.pk)
    copy.pk, copy.public_id, copy.version, copy._state.adding = None, "8f0f1d4e-0000-4000-8000-000000000000", 2, True
    copy.save(force_insert=True)
    assert list(verify()["wrong"]) == [copy.public_id]
    with pytest.raises(CommandError, match="1 báo cáo không như khi lập") as caught:
        call_command("verify_reports", stdout=StringIO())
    assert caught.value.returncode == 1


def test_an_altered_draft_is_neither_checked_nor_signed(world, report):
    check(report)
    alter(report, "before")
    altered = Report.objects.get(pk=report.pk)
    with pytest.raises(CannotSign, match="báo quản trị hệ thống"):
        sign_report(by=world.leader, report=altered, number="12", signed_on=today())
    Report.objects.filter(pk=report.pk).update(state="draft", checked_at=None, answers=None)
    with pytest.raises(Refused, match="báo quản trị hệ thống"):
        check(report)


def renamed(figures: dict) -> dict:
    """The figures with another code in the first row."""
    first, *rows = figures["management"]
    return {**figures, "management": [{**first, "unit": "99999"}, *rows]}


@pytest.mark.parametrize(
    ("column", "altered"),
    [
        ("figures", renamed),
        ("figures", lambda figures: {**figures, "management": []}),
        ("figures", lambda figures: {**figures, "definition": {"denominator": "x"}}),
        ("figures", lambda figures: {name: value for name, value in figures.items() if name != "loans"}),
        ("before", lambda before: {**before, "management": None}),
        ("unit_names", lambda names: {}),
    ],
    ids=["unit code", "no rows", "definition", "no loans", "before", "names"],
)
def test_every_page_of_an_altered_report_says_so(world, report, client_for, post_form, column, altered):
    database_guards.drop(connection, Report._meta.db_table)
    Report.objects.filter(pk=report.pk).update(**{column: altered(getattr(report, column))})
    leader, address = client_for(world.leader), report.get_absolute_url()
    for path in ("", "learnt/", "check/", "sign/", "recount/", "discard/"):
        response = leader.get(f"{address}{path}")
        assert response.status_code == 200, path
        assert "Báo cáo đã bị sửa ngoài hệ thống" in response.content.decode(), path
    assert post_form(leader, f"{address}check/", {}).status_code == 422
    assert Report.objects.get(pk=report.pk).state == "draft"
    assert post_form(leader, f"{address}discard/", {}).status_code == 302


def test_an_altered_report_shows_the_tables_that_can_be_read(world, report, client_for):
    database_guards.drop(connection, Report._meta.db_table)
    Report.objects.filter(pk=report.pk).update(figures=renamed(report.figures))
    page = client_for(world.leader).get(report.get_absolute_url()).content.decode()
    assert 'id="summary"' in page
    assert 'id="recidivism"' not in page


def test_altered_answers_and_reasons(world, report):
    checked = check(report, by=world.leader)
    assert checked.answers
    submitted = submit(checked, by=world.leader)
    return_report(by=world.province, report=submitted, why="Thiếu giải trình")
    assert faults(Report.objects.get()) == []
    database_guards.drop(connection, Report._meta.db_table)
    [first, *others] = checked.answers
    for column, value, fault in (
        ("answers", [{**first, "answer": "Khác"}, *others], "Phần giải trình không như khi kiểm tra."),
        ("answers", [{**first, "kind": "late"}, *others], "Phần giải trình không như khi kiểm tra."),
        ("return_why", "Lý do khác", "Lý do trả lại không như khi trả lại."),
        ("replaces_why", "Lý do khác", "Lý do thay thế không như khi ký."),
    ):
        kept = getattr(Report.objects.get(), column)
        Report.objects.update(**{column: value})
        assert verify()["wrong"] == {str(report.public_id): [fault]}
        Report.objects.update(**{column: kept})
    assert verify()["wrong"] == {}


def test_a_reason_that_was_erased_tells_nothing(world, report):
    checked = check(report, by=world.leader)
    event = AuditEvent.objects.get(action="report.check")
    reasons.erase(by=None, numbers=[event.number])
    assert faults(checked) == []
