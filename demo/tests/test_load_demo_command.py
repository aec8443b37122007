"""The commands load_demo and seed_demo."""

import io
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from docx import Document

from accounts.models import User
from accounts.permissions.scope import reportable_units
from areas.models import Unit
from cases.models import Case
from demo.district import CASES, DISTRICT, PERIOD
from demo.reports import LETTERHEAD
from loans.models import Loan
from reports.models import LetterheadSetting, Report

ROLES = {
    "commune_officer", "commune_officer_2", "commune_officer_other_district", "commune_committee", "district_leader",
    "district_leader_2", "province_viewer", "bank_liaison", "administrator",
}  # fmt: skip

# Seed 1 lends to these, on every day and machine.
BORROWERS = [
    "2022-008", "2018-002", "2023-037", "2023-026", "2023-007", "2023-021", "2021-060", "2023-006", "2023-016", "2024-029",
]  # fmt: skip


@pytest.fixture
def trial(db, settings, tmp_path):
    """An empty system with a folder of its own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def run(command: str, *arguments) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_load_demo_fills_an_empty_system(trial):
    output = run("load_demo")

    assert Unit.objects.filter(code=DISTRICT).exists()
    assert Case.objects.count() == CASES
    [letterhead] = LetterheadSetting.objects.all()
    assert (letterhead.unit.code, letterhead.agency) == (DISTRICT, LETTERHEAD["agency"])
    assert f"{CASES} hồ sơ" in output
    assert "Đã nạp." in output
    assert not Report.objects.exists()


def test_every_printed_password_is_right(trial):
    passwords = {line.split()[0]: line.split()[1] for line in run("load_demo").splitlines() if "-" in line}

    for user in User.objects.all():
        assert user.check_password(passwords[user.username])


def test_the_second_run_reports_no_change(trial):
    first = run("load_demo", "--report").splitlines()
    second = run("load_demo", "--report").splitlines()

    assert [line for line in second if line not in first] == ["Đã có từ trước, giữ nguyên."]
    assert Case.objects.count() == CASES
    assert LetterheadSetting.objects.count() == Report.objects.count() == 1


def test_the_report_is_made_once_and_written_to_disk(trial):
    output = json.loads(run("load_demo", "--report", "--json"))

    [report] = Report.objects.all()
    assert (report.unit.code, report.start, report.end) == (DISTRICT, PERIOD.start, PERIOD.end)
    assert output["report"]["checksum"] == report.checksum
    files = [Path(path) for path in output["report"]["files"]]
    assert {path.suffix for path in files} == {".docx", ".pdf", ".xlsx"}
    assert all(path.parent == trial / "bao-cao" and path.stat().st_size > 5_000 for path in files)
    files[0].unlink()
    run("load_demo", "--report")
    assert files[0].exists()


def test_the_loans_do_not_depend_on_the_day(trial):
    run("load_demo", "--report")
    [report] = Report.objects.all()
    loans = report.figures["loans"]
    assert (loans["period"]["loans"], loans["period"]["people"], loans["period"]["amount"]) == (7, 7, 600_000_000)
    assert (loans["outstanding"], loans["overdue"], loans["requests"]["waiting"]) == (597_000_000, 0, 1)
    text = "".join(paragraph.text for paragraph in Document(io.BytesIO(bytes(report.docx.data))).paragraphs)
    assert "đã giải ngân 7 món vay cho 7 người, số tiền 600.000.000 đồng" in text
    made = Loan.objects.order_by("pk").values_list("case__code", flat=True)
    assert [code.removeprefix("MAU-") for code in made] == BORROWERS


def test_the_main_figures_are_printed_with_the_year_before(trial):
    output = run("load_demo", "--report")

    assert "Trong kỳ: đầu kỳ 116 hồ sơ, cuối kỳ 115; 138 người được quản lý, 0 người tái phạm, tỷ lệ 0,00 %" in output
    assert output.count("; ngoài tỷ lệ 0 vụ không xếp được vào giai đoạn quản lý") == 2  # beside both rates
    assert "Cùng kỳ năm trước: " in output
    assert "Vay vốn trong kỳ: 7 món, 7 người, 600.000.000 đồng" in output


def test_a_letterhead_that_was_changed_is_kept(trial):
    run("load_demo")
    LetterheadSetting.objects.update(signer_name="Trung tá Trần Văn Mới")

    run("load_demo")

    assert LetterheadSetting.objects.get().signer_name == "Trung tá Trần Văn Mới"


@pytest.mark.parametrize("command", ["load_demo", "seed_demo"])
def test_production_is_refused_and_left_untouched(trial, settings, command):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="chạy thật"):
        run(command)
    assert not User.objects.exists()


def test_another_seed_is_refused(trial):
    run("load_demo", "--seed", "3")

    with pytest.raises(CommandError, match="--seed 3"):
        run("load_demo")


def test_seed_demo_gives_one_user_per_role_as_json(trial, settings):
    by_role = json.loads(run("seed_demo", "--roles", "--json"))

    assert set(by_role) == ROLES
    for role, one in by_role.items():
        assert {"login", "password", "unit"} <= set(one)
        assert one["role"] == role.removesuffix("_other_district").removesuffix("_2")
        user = User.objects.get(username=one["login"])
        assert user.check_password(one["password"])
        [membership] = user.current_memberships
        assert (membership.unit.code, membership.unit.ref) == (one["unit"], one["unit_ref"])


def test_seed_demo_prints_the_same_passwords_again(trial):
    assert run("seed_demo", "--json") == run("seed_demo", "--json")


def test_a_changed_password_is_not_shown_and_not_reset(trial):
    run("seed_demo")
    user = User.objects.get(username="quantri")
    user.set_password("mưa rơi trên mái tôn 9")
    user.save()

    assert json.loads(run("seed_demo", "--roles", "--json"))["administrator"]["password"] is None
    assert "(đã đổi)" in run("seed_demo")
    user.refresh_from_db()
    assert user.check_password("mưa rơi trên mái tôn 9")


def test_a_demo_user_can_really_sign_in(trial, client):
    login = json.loads(run("seed_demo", "--roles", "--json"))["district_leader"]

    client.post("/account/login/", {"username": login["login"], "password": login["password"]})
    assert client.session["_auth_user_id"] == str(User.objects.get(username=login["login"]).pk)


def test_the_other_leader_reports_on_another_district(trial):
    by_role = json.loads(run("seed_demo", "--roles", "--json"))
    units = [
        set(reportable_units(User.objects.get(username=by_role[role]["login"])).values_list("code", flat=True))
        for role in ("district_leader", "district_leader_2")
    ]

    assert DISTRICT in units[0]
    assert DISTRICT not in units[1]
