"""The check page: rows as they will be stored with every conversion marked, and the choice for unknown headers."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import AuditEvent
from cases.models import Case
from jobs.models import Job
from register.header_choices import choices_for, office_of
from register.models import HeaderChoice
from register.preview import decrypted
from register.tests.workbooks import book, case

NUMBER = "051082000011"


@pytest.fixture
def check(client_for, post_form, run_jobs):
    """check(user, data): the address of the finished check of a workbook."""

    def post(user, data: bytes) -> str:
        answer = post_form(client_for(user), "/cases/import/", {"file": SimpleUploadedFile("so.xlsx", data)})
        run_jobs()
        return answer.url

    return post


def with_header(data: list[list], header: str) -> bytes:
    """A workbook whose list of cases has `header` in the place of «Tội danh»."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Danh sách")
        sheet.write_row(0, 0, ["Mã hồ sơ", "Họ và tên", "Xã", "Diện", "Ngày ra trại", header])
        for number, row in enumerate(data, 1):
            sheet.write_row(number, 0, row)
    return file.getvalue()


ROW = ["HS-1", "Nguyễn Văn An", "Tịnh Bắc", "CHXAPT", "1/2/2024", "Trộm cắp tài sản"]


def test_rows_are_shown_as_they_will_be_stored_with_every_conversion_marked(world, client_for, check):
    url = check(world.leader, book([case(id_number="51082000011", category="CHXAPT", release_on="1/2/2024")]))
    page = client_for(world.leader).get(url)
    text = page.content.decode()
    assert f"{NUMBER[0]}********{NUMBER[-3:]}" in text
    assert "trong tệp: 5*******011" in text
    assert "trong tệp: CHXAPT" in text
    assert "trong tệp: 1/2/2024" not in text  # the same day
    (sheet,) = page.context["preview"]
    assert [row["outcome"] for row in sheet["rows"]] == ["created"]
    assert not Case.objects.exists()


def test_lines_that_are_left_out_are_not_among_the_rows(world, client_for, check):
    data = with_header([ROW, ["", "Tổng cộng: 01 người"], ["", "Người lập"]], "Tội danh")
    url = check(world.leader, data)
    (sheet,) = client_for(world.leader).get(url).context["preview"]
    assert [row["row"] for row in sheet["rows"]] == [2]


@pytest.mark.parametrize(("units", "offers"), [(["Tịnh Bắc", "Không Có"], True), (["Không Có"], False)])
def test_a_register_with_errors_offers_what_can_be_done(world, client_for, check, units, offers):
    rows = [case(f"HS-{place}", unit=unit, full_name=f"Lê {unit}") for place, unit in enumerate(units)]
    url = check(world.leader, book(rows))
    text = client_for(world.leader).get(url).content.decode()
    assert ("chỉ áp dụng các dòng không có lỗi" in text) is offers
    assert text.count("Chọn tệp khác") == 1


def test_the_preview_is_encrypted_at_rest(world, check):
    check(world.leader, book([case(id_number=NUMBER)]))
    job = Job.objects.get()
    assert NUMBER not in str(job.result)
    assert "Nguyễn Văn An" not in str(job.result)
    (sheet,) = decrypted(job.result["preview"], job.pk)
    assert [f"{NUMBER[0]}********{NUMBER[-3:]}", None] in sheet["rows"][0]["cells"]


def test_a_page_shows_fifty_rows(world, client_for, check):
    url = check(world.leader, book([case(f"HS-{n}", full_name=f"Nguyễn Văn {chr(65 + n % 26)}") for n in range(60)]))
    pages = [client_for(world.leader).get(f"{url}?page={page}").context["preview"][0]["rows"] for page in (1, 2)]
    assert [len(rows) for rows in pages] == [50, 10]


def test_a_rejected_row_is_shown_as_the_file_has_it(world, client_for, check):
    url = check(world.leader, book([case(release_on="31/02/2024")]))
    (sheet,) = client_for(world.leader).get(url).context["preview"]
    assert [(row["outcome"], "31/02/2024" in str(row["cells"])) for row in sheet["rows"]] == [("rejected", True)]


def test_an_unknown_header_is_chosen_once_and_remembered_for_the_office(world, client_for, check, run_jobs):
    data = with_header([ROW], "Hành vi")
    url = check(world.leader, data)
    client = client_for(world.leader)
    assert "«Hành vi»" in client.get(url).content.decode()
    again = client.post(f"{url}headers/", {"column-0": "offence"})
    run_jobs()
    page = client.get(again.url)
    assert page.context["unknown_headers"] == []
    assert "Trộm cắp tài sản" in page.content.decode()
    assert choices_for(world.leader) == {"Danh sách": {"hanhvi": "offence"}}
    assert AuditEvent.objects.get(action="register.headers").detail == {"columns": 1}
    later = check(world.leader, data)
    assert client_for(world.leader).get(later).context["unknown_headers"] == []


def test_a_column_can_be_ignored_and_nothing_is_remembered_for_others(world, client_for, check, run_jobs):
    url = check(world.leader, with_header([ROW], "Nhóm máu"))
    again = client_for(world.leader).post(f"{url}headers/", {"column-0": "-"})
    run_jobs()
    assert client_for(world.leader).get(again.url).context["warnings"] == []
    assert HeaderChoice.objects.get().unit_id == office_of(world.leader) == world.son_tinh.pk
    assert choices_for(world.leader_other) == {}


def test_nobody_else_chooses_and_no_unknown_field_is_taken(world, client_for, check):
    url = check(world.leader, with_header([ROW], "Hành vi"))
    assert client_for(world.leader_other).post(f"{url}headers/", {"column-0": "offence"}).status_code == 404
    assert client_for(world.leader).post(f"{url}headers/", {"column-0": "password"}).status_code == 403
    assert not HeaderChoice.objects.exists()
