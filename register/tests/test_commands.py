"""import_register and export_register as scripts call them: one JSON object on standard output, an exit code, nothing else."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case
from register.tests.workbooks import DATA, book, case, change

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    """file(data): the path of a workbook."""

    def write(data: bytes, name: str = "so.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def run(*arguments):
    """(exit code, standard output, standard error)"""
    out, err = StringIO(), StringIO()
    code: str | int | None = 0
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue(), err.getvalue()


def test_json_is_all_that_is_printed(world, file):
    code, out, err = run("import_register", file(book([case()], [])), "--json")
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert list(result) == ["accepted", "applied", "sheets", "errors", "warnings"]
    assert result["applied"] is True
    assert result["sheets"]["Danh sách"] == {"rows": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0}


def test_check_writes_nothing_and_succeeds_on_a_good_workbook(world, file):
    code, out, _err = run("import_register", file(book([case()])), "--check", "--json")
    assert (code, json.loads(out)["accepted"], json.loads(out)["applied"]) == (0, True, False)
    assert Case.objects.count() == 0


def test_an_error_is_named_and_the_exit_code_says_so(world, file):
    path = file(book([case(), case("HS-2", unit="Không Có")]))
    for option in ("--check", "--json"):
        code, out, _err = run("import_register", path, "--json", option)
        result = json.loads(out)
        assert (code, result["accepted"], result["applied"]) == (1, False, False)
        [error] = result["errors"]
        assert (error["sheet"], error["row"], error["column"], error["value"]) == ("Danh sách", 3, "Xã", "Không Có")
    assert Case.objects.count() == 0
    code, out, _err = run("import_register", path, "--json", "--good-rows")
    assert (code, json.loads(out)["accepted"], json.loads(out)["applied"]) == (0, False, True)
    assert Case.objects.get().code == "HS-1"


@pytest.mark.parametrize(("name", "data"), [("a.xlsx", b""), ("a.xlsx", b"PK\x03\x04 nothing"), ("a.txt", b"xin chao")])
def test_a_refused_file_is_one_error_about_the_file(world, file, name, data):
    code, out, _err = run("import_register", file(data, name), "--json")
    result = json.loads(out)
    assert (code, result["accepted"], result["sheets"]) == (1, False, {})
    [error] = result["errors"]
    assert (error["sheet"], error["row"], error["column"]) == (None, None, None)


def test_a_missing_file_is_told_the_same_way(world, tmp_path):
    code, out, _err = run("import_register", tmp_path / "khong-co.xlsx", "--json")
    assert code == 1
    assert "khong-co.xlsx" in json.loads(out)["errors"][0]["message"]


def test_people_get_a_summary_and_the_errors_on_standard_error(world, file):
    code, out, err = run("import_register", file(book([case()], [change("HS-1", "Chết", "01/01/2024")])))
    assert code == 1
    assert "Danh sách: 1 dòng; tạo mới 0, cập nhật 0, không đổi 0, bị loại 1." in out
    assert "chưa ghi gì" in out
    assert "Lỗi: Biến động, dòng 2, cột «Ngày», «01/01/2024»: Ngày 01/01/2024 trước ngày về địa phương" in err


def test_by_imports_with_that_users_rights(world, file):
    path = file(book([case(unit="Tịnh Hà")]))
    assert run("import_register", path, "--json", "--by", world.officer.username)[0] == 1
    assert run("import_register", path, "--json", "--by", world.officer_ha.username)[0] == 0
    for username in ("khong.co", world.bank.username):
        with pytest.raises(CommandError):
            run("import_register", path, "--by", username)


@pytest.mark.parametrize("name", ["register-a.xlsx", "register-b.xlsx"])
def test_a_reference_register_is_accepted_whole(world, name):
    code, out, _err = run("import_register", DATA / name, "--json", "--by", world.leader.username)
    assert (code, json.loads(out)["errors"]) == (0, [])


def test_export_writes_what_import_reads(world, file, tmp_path):
    run("import_register", file(book([case()], [])), "--json")
    path = tmp_path / "xuat.xlsx"
    code, out, _err = run("export_register", "--unit", "527@2024-06-01", path)
    assert (code, "huyện Sơn Tịnh" in out) == (0, True)
    _code, out, _err = run("import_register", path, "--json", "--check")
    assert json.loads(out)["sheets"]["Danh sách"]["unchanged"] == 1


@pytest.mark.parametrize("unit", ["99999", "abc"])
def test_export_of_an_unknown_unit_fails_in_words(world, tmp_path, unit):
    with pytest.raises(CommandError, match=unit):
        run("export_register", "--unit", unit, tmp_path / "xuat.xlsx")
    with pytest.raises(CommandError, match="không có thật"):
        run("export_register", "--unit", "527", tmp_path / "không có thật" / "xuat.xlsx")
