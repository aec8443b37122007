"""Administrative penalties, work after release and papers: on their tabs, with their days and papers, and what cannot be."""

import pytest

from cases.models import AdministrativePenalty, PersonalPaper, WorkCheck
from cases.tests.form_data import RECORD, at


def add(post, case, slug, **given):
    return post(at(case, f"records/{slug}/new/"), {**RECORD[slug], **given})


def test_each_stands_on_its_tab_and_in_the_timeline_with_its_paper(case, post, officer):
    """The person came home on 10/01/2024."""
    assert add(post, case, "violations").status_code == 302
    assert add(post, case, "work-checks").status_code == 302
    assert add(post, case, "work-checks", months="6", on="10/07/2024", has_work="False").status_code == 302
    assert add(post, case, "papers", issued_on="20/02/2024", issued_by="Công an tỉnh").status_code == 302
    supervision = officer.get(at(case, "tab/supervision/")).content.decode()
    assert "750.000 đồng" in " ".join(supervision.split())
    assert "31/QĐ-XPHC" in supervision
    work = officer.get(at(case, "tab/work/")).content.decode()
    assert "Xác nhận của HTX" in work
    assert [row.has_work for row in WorkCheck.objects.order_by("months")] == [True, False]
    assert "20/02/2024, Công an tỉnh" in officer.get(at(case, "tab/household/")).content.decode()
    timeline = officer.get(at(case)).content.decode()
    for text in ("Xử phạt vi phạm hành chính: phạt tiền", "Sau 6 tháng: chưa có việc làm", "Được cấp: căn cước"):
        assert text in timeline


@pytest.mark.parametrize(
    ("slug", "wrong", "said"),
    [
        ("violations", {"amount": ""}, "phải ghi mức phạt"),
        ("violations", {"form": "warning"}, "Chỉ hình thức phạt tiền"),
        ("violations", {"on": "09/01/2024"}, "không được trước ngày ra trại"),
        ("violations", {"decided_on": "29/02/2024"}, "không được trước ngày vi phạm"),
        ("work-checks", {"on": "09/04/2024"}, "là ngày 10/04/2024"),
        ("work-checks", {"has_work": ""}, "bắt buộc"),
        ("work-checks", {"proof": ""}, "bắt buộc"),
        ("papers", {"issued_on": "20/02/2024"}, "phải ghi nơi cấp"),
        (
            "papers",
            {"issued_on": "14/01/2024", "issued_by": "Công an tỉnh"},
            "không được trước ngày xác định còn thiếu",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(case, post, slug, wrong, said):
    answer = add(post, case, slug, **wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not any(model.objects.exists() for model in (AdministrativePenalty, WorkCheck, PersonalPaper))


def test_a_month_and_a_missing_paper_are_entered_once(case, post):
    for slug, said in (("work-checks", "Mốc này đã ghi"), ("papers", "đang được ghi là còn thiếu")):
        assert add(post, case, slug).status_code == 302
        assert said in add(post, case, slug).content.decode()


def test_a_home_has_its_kind_of_place_and_its_paper(case, post, officer):
    assert add(post, case, "residences", tenure="rented", proof="Biên bản xác minh 4/BB").status_code == 302
    page = officer.get(at(case, "tab/residence/")).content.decode()
    assert "nhà thuê, ở trọ" in page
    assert "Biên bản xác minh 4/BB" in page
