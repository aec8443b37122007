"""`apply_decree` and `write_decree` on the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from areas.models import Unit
from areas.tests.old_map import MERGE, MERGED, decree, real_decree
from audit.models import AuditEvent


@pytest.fixture
def run(tmp_path):
    """run(data, option, …): (exit status, standard output, standard error)."""

    def call(data: bytes, *options: str) -> tuple[str | int | None, str, str]:
        path, out, err = tmp_path / "decree.csv", StringIO(), StringIO()
        path.write_bytes(data)
        try:
            call_command("apply_decree", str(path), *options, stdout=out, stderr=err)
        except SystemExit as left:
            return left.code, out.getvalue(), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return call


def test_a_check_tells_what_would_move_and_changes_nothing(old_world, run):
    status, text, _error = run(decree(*MERGE), "--check")
    assert status == 0
    assert "21205 xã Tịnh Bắc → xã Ba Gia (vai trò của người dùng: 2)" in text
    assert f"Vai trò Cán bộ Công an cấp xã của {old_world.officer.username} tại xã Tịnh Bắc" in text
    assert "Tệp không có lỗi; chưa đổi gì." in text
    assert not Unit.objects.filter(valid_from=MERGED).exists()


def test_it_is_applied_once_in_the_name_of_an_administrator(old_world, run):
    status, text, _error = run(decree(*MERGE), "--json", "--by", old_world.admin.username)
    answer = json.loads(text)
    assert (status, answer["applied"], answer["already_applied"]) == (0, True, False)
    assert answer["ended"] == ["21205@1989-07-01", "21178@1989-07-01", "21184@1989-07-01"]
    assert answer["created"] == [{"code": "21205", "kind": "xã", "name": "Ba Gia", "parent": "527", "exists": False}]
    assert answer["memberships"] == {"moved": 2, "ended": 0}
    assert AuditEvent.objects.get(action="unit.decree").by == old_world.admin
    again = json.loads(run(decree(*MERGE), "--json")[1])
    assert (again["applied"], again["already_applied"]) == (False, True)


def test_an_error_names_its_line_and_ends_with_status_1(old_world, run):
    status, text, error = run(decree(*MERGE, "merge,99999,21205,,,,,,,"))
    assert status == 1
    assert "Dòng 8: Không có đơn vị nào mang mã 99999 vào ngày 30/06/2025." in error
    assert "Tệp còn lỗi, chưa đổi gì." in text
    answer = json.loads(run(decree(*MERGE, "merge,99999,21205,,,,,,,"), "--json")[1])
    assert [one["line"] for one in answer["errors"]] == [8]


@pytest.mark.parametrize("name", ["officer", "nobody"])
def test_only_an_administrator_is_named(old_world, run, name):
    user = getattr(old_world, name, None)
    with pytest.raises(CommandError, match="Không có quản trị viên"):
        run(decree(*MERGE), "--by", user.username if user else name)


def test_a_missing_file_is_named(db):
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        call_command("apply_decree", "không-có.csv")


def test_the_data_files_are_written_as_a_decree(db):
    out = StringIO()
    call_command("write_decree", "2025-07-01", "--document", "Nghị quyết 1677/NQ-UBTVQH15", stdout=out)
    assert out.getvalue().encode() == real_decree()
    with pytest.raises(CommandError, match="năm-tháng-ngày"):
        call_command("write_decree", "1/7/2025", "--document", "x")
