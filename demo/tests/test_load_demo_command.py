"""The command load_demo."""

import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import override_settings
from docx import Document

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from cases.models import Case
from core.dates import VIETNAM, today
from demo.people.district import DISTRICT, PERIOD
from demo.people.last_months import everybody
from demo.province.districts import LY_SON
from demo.reports import LETTERHEAD, district
from demo.tests.commands import run
from loans.models import Loan
from reports.indicator.models import Indicator
from reports.life.integrity import faults as report_faults
from reports.models import LetterheadSetting, Report
from reports.periods.models import ReportingPeriod
from reports.periods.services import plan_periods
from reports.services import make_report

pytestmark = pytest.mark.django_db

CASES = sum(len(one.codes) for one in everybody(1))
# Seed 1 lends to these, on every day and machine.
BORROWERS = [
    "2019-001", "2023-026", "2023-037", "2022-025", "2021-015", "2020-006", "2021-060", "2021-049", "2023-002", "2024-035",
    "2024-042", "2024-036", "2024-032",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of the system's own."""
    found = tmp_path_factory.mktemp("load_demo")
    with override_settings(DATA_DIR=found):
        yield found


@pytest.fixture(scope="module")
def loaded(folder, shared_rows):
    """What load_demo printed when it filled the empty system."""
    with shared_rows(lambda: run("load_demo")) as output:
        yield output


@pytest.fixture(scope="module")
def reported(loaded, shared_rows):
    """What load_demo printed when it then made the report."""
    with shared_rows(lambda: run("load_demo", "--report")) as output:
        yield output


def test_load_demo_fills_an_empty_system(loaded):
    assert Unit.objects.filter(code=DISTRICT).exists()
    assert Case.objects.filter(code__startswith="MAU-").count() == CASES
    agencies = dict(LetterheadSetting.objects.values_list("unit__code", "agency"))
    assert (len(agencies), agencies[DISTRICT]) == (14, LETTERHEAD["agency"])
    assert (agencies["51"], agencies["534"]) == ("CÔNG AN TỈNH QUẢNG NGÃI", "CÔNG AN THỊ XÃ ĐỨC PHỔ")
    assert f"{CASES} hồ sơ" in loaded
    assert "12 huyện, thị xã, thành phố khác của tỉnh: " in loaded
    assert "Đã nạp." in loaded
    assert not Report.objects.exists()


def test_every_printed_password_is_right(loaded):
    passwords = {line.split()[0]: line.split()[1] for line in loaded.splitlines() if "-" in line}

    for user in User.objects.all():
        assert user.check_password(passwords[user.username])


def test_a_letterhead_that_was_changed_is_kept(loaded):
    LetterheadSetting.objects.update(signer_name="Trung tá Trần Văn Mới")

    run("load_demo")

    assert set(LetterheadSetting.objects.values_list("signer_name", flat=True)) == {"Trung tá Trần Văn Mới"}


def test_reports_that_somebody_made_are_left_alone(loaded, folder):
    made = make_report(by=None, unit=district(), period=PERIOD)
    assert "Tỉnh Quảng Ngãi" not in run("load_demo", "--report")
    assert list(Report.objects.all()) == [made]
    assert not Indicator.objects.exists()


def test_another_seed_is_refused(loaded):
    with pytest.raises(CommandError, match="--seed 1, .*--seed 3 "):
        run("load_demo", "--seed", "3")


def test_the_second_run_reports_no_change(loaded, reported):
    second = run("load_demo", "--report").splitlines()

    assert [line for line in second if line not in reported.splitlines()] == []
    assert [line for line in second if line not in loaded.splitlines()][0] == "Đã có từ trước, giữ nguyên."
    assert sum(line in second for line in loaded.splitlines() if "hồ sơ" in line) == 2
    assert Case.objects.filter(code__startswith="MAU-").count() == CASES
    assert (LetterheadSetting.objects.count(), Report.objects.count(), Indicator.objects.count()) == (14, 27, 2)


def test_the_report_is_made_once_and_written_to_disk(reported, folder):
    output = json.loads(run("load_demo", "--report", "--json"))

    report = latest_report()
    assert output["report"]["checksum"] == report.checksum
    assert output["indicator"]["missing"] == [LY_SON]
    files = [Path(path) for path in output["report"]["files"]]
    assert {path.suffix for path in files} == {".docx", ".pdf", ".xlsx"}
    assert all(path.parent == folder / "bao-cao" and path.stat().st_size > 5_000 for path in files)
    files[0].unlink()
    run("load_demo", "--report")
    assert files[0].exists()


def test_the_loans_do_not_depend_on_the_day(reported):
    report = latest_report()
    loans = report.figures["loans"]
    assert (loans["period"]["loans"], loans["period"]["people"], loans["period"]["amount"]) == (7, 7, 600_000_000)
    assert (loans["outstanding"], loans["overdue"], loans["requests"]["waiting"]) == (597_000_000, 0, 1)
    text = "".join(paragraph.text for paragraph in Document(io.BytesIO(bytes(report.docx.data))).paragraphs)
    # Numbers do not break from what they count.
    assert "đã giải ngân 7 món vay cho 7 người, số tiền 600.000.000 đồng" in text.replace("\N{NO-BREAK SPACE}", " ")
    made = Loan.objects.filter(case__code__startswith="MAU-").order_by("pk").values_list("case__code", flat=True)
    assert [code.removeprefix("MAU-") for code in made] == BORROWERS


def test_the_half_year_is_accepted_of_all_districts_but_the_one_named(reported):
    reports = Report.objects.filter(start=PERIOD.start, end=PERIOD.end)
    accepted = reports.filter(state="accepted")
    assert accepted.values("unit").distinct().count() == accepted.count() == 12
    assert reports.get(unit__code=LY_SON).state == "draft"
    returned = reports.get(state="returned")
    assert (returned.unit.code, returned.version, latest_report().replaces) == (DISTRICT, 1, returned)
    assert returned.return_why.startswith("Xã Tịnh Đông")
    # What Tịnh Đông entered late is in the second version only.
    assert [
        row["managed"]
        for report in (returned, latest_report())
        for row in report.figures["management"]
        if (row["unit"], row["category"]) == (DISTRICT, "total")
    ] == [136, 138]
    days = {report.signed_at.astimezone(VIETNAM).date() == report.signed_on for report in accepted}
    assert days == {True}
    assert not any(report_faults(report) for report in (*accepted, returned))
    assert "Tỉnh Quảng Ngãi, 6 tháng đầu năm 2024: chưa đủ (12/13 đơn vị)" in reported
    assert "Thiếu huyện Lý Sơn (chưa nộp)." in reported
    assert audit_events.first_broken_event({}) is None


def test_the_indicator_was_made_before_and_after_the_second_version(reported):
    first, second = Indicator.objects.order_by("version")
    missing = [{one["unit"]: one["state"] for one in version.figures["missing"]} for version in (first, second)]
    assert missing == [{DISTRICT: "returned", LY_SON: "missing"}, {LY_SON: "missing"}]
    [here] = [row for row in second.figures["units"] if row["unit"] == DISTRICT]
    assert (here["managed"], here["rate"], here["target"], here["target_met"]) == (138, "0.00", "1.50", True)
    assert {row["target_met"] for row in second.figures["units"]} == {True, False, None}
    assert [half["accepted"] for half in second.figures["trend"][-2:]] == [13, 12]
    assert first.made_at < second.made_at < datetime(2024, 8, 1, tzinfo=VIETNAM)


def test_nobody_is_asked_for_reports_of_the_years_after(reported, client_for):
    plan_periods(by=None, today=today())
    assert not ReportingPeriod.objects.ended_and_open(today()).exists()
    [closed] = ReportingPeriod.objects.exclude(closed_at=None)
    assert (closed.period, closed.finished_at is not None, closed.due_reports.count()) == (PERIOD, True, 13)
    client = client_for(User.objects.get(username="tinh.quangngai"))
    page = client.get("/", follow=True).content.decode()
    assert "Tỉnh Quảng Ngãi, 6 tháng đầu năm 2024: chưa đủ (12/13 đơn vị)" in page


def latest_report() -> Report:
    return Report.objects.filter(unit__code=DISTRICT, start=PERIOD.start, end=PERIOD.end).latest("version")


def test_the_main_figures_are_printed_with_the_year_before(reported):
    assert "Trong kỳ: đầu kỳ 116 hồ sơ, cuối kỳ 115; 138 người được quản lý, 0 người tái phạm, tỷ lệ 0,00 %" in reported
    assert reported.count("; ngoài tỷ lệ 0 vụ không xếp được vào giai đoạn quản lý") == 2  # beside both rates
    assert "Cùng kỳ năm trước: " in reported
    assert "Vay vốn trong kỳ: 7 món, 7 người, 600.000.000 đồng" in reported
