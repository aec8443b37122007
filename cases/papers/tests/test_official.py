"""Official forms as DOCX and PDF: their text for given values, with the names of bodies and the law of their date."""

import json
import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import typst
from docx import Document
from docx.enum.text import WD_TAB_LEADER

from areas.models import Unit
from cases.papers.official import probation, reception
from cases.papers.official.value_types import BreachValues, Month, Office, Presentation, Proposal, Subject, WrongAddress
from cases.papers.official.values import office_of
from core.documents import pdf, to_docx, to_pdf
from core.documents.model import Heading, Paragraph
from core.errors import Refused
from law.timeline import law_on

HOME = date(2024, 5, 20)
OFFICE = Office(
    unit="xã Tịnh Bắc", letters="X", place="Tịnh Bắc", above_police="Công an huyện Sơn Tịnh",
    above_committee="Ủy ban nhân dân huyện Sơn Tịnh",
    execution="Cơ quan thi hành án hình sự Công an huyện Sơn Tịnh", above_place="Sơn Tịnh",
    top_police="Công an tỉnh Quảng Ngãi",
)  # fmt: skip
SUBJECT = Subject(
    "HS-1", "Nguyễn Văn Ân", True, "Tha tù trước thời hạn có điều kiện", HOME, probation=(HOME, date(2025, 7, 10))
)
FREE = replace(SUBJECT, is_conditional=False, category="Đặc xá", probation=None)
# Letters in two parts are put together (NFC), as everywhere; all else stands as typed.
HOSTILE = '#set page(paper: "a3") $x$ \\u{41} <w:t>*đậm*</w:t> ] ) & e\u0302\u0301 _n_ @key `raw` // -- ~ #panic()'
SEEN = HOSTILE.replace("e\u0302\u0301", "ế")
CONTROL = "a\x00b\x07c\u202ed\ufffe\r\ne"
RULES = law_on((), HOME)
WRONG_ADDRESS = WrongAddress(
    "Trần Ba", "1990", "Đặc xá", "Trại giam Kim Sơn", "12/TB", date(2024, 5, 2), "Thôn Minh Lộc", HOME, HOME,
    "Không có ai tên này",
)  # fmt: skip


def words(content) -> str:
    blocks = [block.text for block in content.blocks if isinstance(block, Heading | Paragraph)]
    head = content.letterhead
    heads = [head.parent_agency, head.agency, *head.addressees, content.title, *content.abstract]
    return "\n".join([*heads, *blocks, content.footer])


def all_of(subject=SUBJECT, on=HOME, rules=RULES, office=OFFICE, address=WRONG_ADDRESS):
    wrong, month = (
        BreachValues("Không giữ cam kết", on, "Không báo cáo", "cố ý vi phạm lần thứ 1"),
        Month(date(2024, 5, 1)),
    )
    proposal = Proposal("Lập công", half_on=date(2024, 12, 14))
    presented = Presentation(date(2024, 5, 25), breaches=("số 04/BB-CAX ngày 27/05/2024",))
    return {
        "hcd-02": reception.information(subject, office, rules, on, "In"),
        "hcd-05": reception.commitment(subject, office, rules, on, "In"),
        "hcd-03": reception.wrong_address(address, office, rules, on, "In"),
        "presentation": probation.presentation(subject, presented, office, rules, on, "In"),
        "breach": probation.breach_record(subject, wrong, office, rules, on, "In"),
        "review": probation.review_meeting(subject, wrong, office, rules, on, "In"),
        "assessment": probation.assessment(subject, month, office, rules, on, "In"),
        "shortening": probation.shortening(subject, proposal, office, rules, on, "In"),
        "revocation": probation.revocation(subject, (wrong, wrong), office, rules, on, "In"),
        "completion": probation.completion(subject, office, rules, on, "In"),
        "hand-back": probation.hand_back(subject, office, rules, on, "In"),
    }


def text_of_docx(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def text_of_pdf(content) -> str:
    """Return headings and paragraphs as typst laid them out, without addressees and recipients."""
    found = []
    for selector in ("heading", "par"):
        laid = typst.query(
            str(pdf.TEMPLATE),
            selector,
            root=str(pdf.TEMPLATE.parent),
            font_paths=[str(pdf.FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(pdf.payload(content))},
        )
        found += ["".join(texts_in(element)) for element in json.loads(laid)]
    return "\n".join(found)


def texts_in(node) -> list[str]:
    if isinstance(node, dict):
        own = [node["text"].replace(pdf.ZERO_WIDTH_SPACE, "")] if node.get("func") == "text" else []
        return own + [text for value in node.values() for text in texts_in(value)]
    return [text for item in node for text in texts_in(item)] if isinstance(node, list) else []


def pages(document: bytes) -> int:
    return int(re.search(rb"/Type/Pages/Count (\d+)", document)[1])


@pytest.mark.parametrize("slug", all_of())
def test_each_form_says_the_same_as_word_and_as_pdf_and_repeats_its_bytes(slug):
    content = all_of()[slug]
    docx, paper = to_docx(content), to_pdf(content)
    assert (to_pdf(content), to_docx(content)) == (paper, docx)
    assert paper.startswith(b"%PDF")
    assert 1 <= pages(paper) <= 2
    in_word, in_pdf = text_of_docx(docx), text_of_pdf(content)
    head = content.letterhead
    texts = [block.text for block in content.blocks] + [
        *content.abstract,
        content.title,
        content.number,
        content.nation,
    ]
    texts += [head.signer_title, head.signer_authority, *(content.signs_left or ())]
    for text in texts:
        assert text in in_word
        assert text in in_pdf
    for text in (*head.addressees, *content.recipients):
        assert text in in_word


@pytest.mark.parametrize("slug", all_of())
def test_what_somebody_typed_is_text_and_never_markup(slug):
    subject = replace(SUBJECT, full_name=HOSTILE, address=HOSTILE, numbers=(HOSTILE, HOSTILE), wishes=HOSTILE)
    address = replace(WRONG_ADDRESS, full_name=HOSTILE, found=HOSTILE)
    content = all_of(subject, address=address)[slug]
    assert to_pdf(content).startswith(b"%PDF")
    assert SEEN in text_of_docx(to_docx(content))
    assert SEEN in text_of_pdf(content)


@pytest.mark.parametrize("slug", all_of())
def test_letters_that_no_file_may_hold_are_left_out(slug):
    content = all_of(
        replace(SUBJECT, address=CONTROL, numbers=(CONTROL,)), address=replace(WRONG_ADDRESS, found=CONTROL)
    )[slug]
    assert "abcd e" in text_of_docx(to_docx(content))
    assert to_pdf(content).startswith(b"%PDF")


def test_what_is_not_known_is_a_dotted_line_for_the_pen():
    content = all_of()["hcd-02"]
    assert "1. Họ và tên: Nguyễn Văn Ân" in words(content)
    assert Paragraph("8. Điện thoại:", dots=1) in content.blocks
    assert "None" not in words(content)
    drawn = next(one for one in Document(BytesIO(to_docx(content))).paragraphs if one.text.startswith("8. Điện thoại:"))
    assert drawn.text.count("\t") == 1
    assert [stop.leader for stop in drawn.paragraph_format.tab_stops] == [WD_TAB_LEADER.DOTS]


def test_what_is_not_entered_is_never_said_to_be_otherwise():
    """An empty list does not mean that nothing was handed in or that nothing is owed."""
    assert "1. Bản tự nhận xét của người được tha tù: chưa ghi nhận" in words(all_of()["assessment"])
    assert "4. Vi phạm nghĩa vụ: không ghi nhận" in words(all_of()["assessment"])
    assert "3. Kết quả trình diện: chưa ghi nhận" in words(all_of()["presentation"])
    assert "4. Bản cam kết: chưa ghi nhận" in words(all_of()["presentation"])


def test_the_report_of_who_presented_rests_on_the_law_of_its_day():
    later = date(2026, 7, 1)
    assert "2019, Điều 59 khoản 2" in all_of()["presentation"].footer
    assert "2025" in all_of(on=later, rules=law_on((), later))["presentation"].footer
    assert "Nghĩa vụ dân sự: không ghi nhận" in words(all_of()["completion"])


@pytest.mark.parametrize(
    ("on", "basis"),
    [
        (date(2024, 4, 30), "Thông tư 10/2024/TT-BCA, Điều 9 khoản 1;"),
        (date(2024, 5, 1), "Thông tư 10/2024/TT-BCA, Điều 9 khoản 1;"),
        (date(2025, 7, 1), "Thông tư 10/2024/TT-BCA, Điều 9 khoản 1;"),
        (date(2026, 6, 30), "Thông tư 10/2024/TT-BCA, Điều 9 khoản 1;"),
        (date(2026, 7, 1), "Theo văn bản hướng dẫn Luật Thi hành án hình sự 2025;"),
    ],
)
def test_the_date_chooses_the_law(on, basis):
    for slug in ("hcd-02", "hcd-05"):
        content = all_of(FREE, on=on, rules=law_on((), on))[slug]
        assert basis in content.footer
        assert "đối chiếu mẫu chính thức trước khi dùng" in content.footer


@pytest.mark.parametrize("on", [date(2024, 4, 30), date(2024, 6, 1), date(2026, 7, 1), date(2026, 11, 27)])
def test_no_paper_prints_what_is_still_to_be_checked(on):
    for person in (FREE, SUBJECT):
        for slug, content in all_of(person, on=on, rules=law_on((), on)).items():
            text = f"{content.footer} {words(content)}"
            for unfinished in ("kiểm tra số điều", "chưa đối chiếu", "Theo theo", "(theo "):
                assert unfinished not in text, (slug, unfinished)


def test_on_conditional_release_the_law_is_named_and_whose_form_it_is():
    address = "Theo Luật Thi hành án hình sự 2019, Điều 59 khoản 2 (mẫu của Thông tư 10/2024/TT-BCA, Điều 9 khoản 1)"
    assert address in all_of()["hcd-05"].footer
    assert "Điều 60 (mẫu của" in all_of()["hcd-02"].footer


def test_promises_of_conditional_release_are_asked_only_of_whom_they_bind():
    assert "không xuất cảnh" in words(all_of()["hcd-05"])
    assert "không xuất cảnh" not in words(all_of(FREE)["hcd-05"])
    assert "Thời gian thử thách" not in words(all_of(FREE)["hcd-02"])


def test_a_loan_is_promised_to_nobody_before_the_end_of_probation():
    assert "vay vốn Ngân hàng Chính sách xã hội sau khi hết thời gian thử thách" in words(all_of()["hcd-05"])
    assert "sau khi hết thời gian thử thách" not in words(all_of(FREE)["hcd-05"])


def test_the_committee_signs_on_its_behalf_but_not_its_minutes():
    authorities = {slug: content.letterhead.signer_authority for slug, content in all_of().items()}
    on_behalf = {slug for slug, authority in authorities.items() if authority == "TM. ỦY BAN NHÂN DÂN"}
    assert on_behalf == {"hcd-03", "presentation", "assessment", "shortening", "revocation"}


def test_the_certificate_is_only_drafted_for_who_issues_it():
    content = all_of()["completion"]
    assert content.draft_mark == "DỰ THẢO"
    assert (content.letterhead.parent_agency, content.letterhead.agency) == (
        "CÔNG AN TỈNH QUẢNG NGÃI",
        "CÔNG AN HUYỆN SƠN TỊNH",
    )
    assert content.place_and_date == "Sơn Tịnh, ngày 20 tháng 5 năm 2024"
    assert not any(one.draft_mark for slug, one in all_of().items() if slug != "completion")


def test_the_number_is_left_to_the_pen_unless_there_is_one():
    assert all_of()["hcd-03"].number == "Số: ………………/TB-UBND"
    assert all_of(address=replace(WRONG_ADDRESS, number="07/TB-UBND"))["hcd-03"].number == "Số: 07/TB-UBND"


def test_the_last_recipient_ends_with_a_full_stop():
    assert all_of()["assessment"].recipients == ("- Như trên;", "- Công an xã Tịnh Bắc;", "- Lưu: VT, hồ sơ HS-1.")


@pytest.mark.parametrize(
    ("on", "unit", "police", "committee", "top"),
    [
        (date(2025, 2, 28), "xã Tịnh Bắc", "huyện Sơn Tịnh", "huyện Sơn Tịnh", "Công an tỉnh Quảng Ngãi"),
        (date(2025, 3, 1), "xã Tịnh Bắc", "tỉnh Quảng Ngãi", "huyện Sơn Tịnh", "Bộ Công an"),
        (date(2025, 6, 30), "xã Tịnh Bắc", "tỉnh Quảng Ngãi", "huyện Sơn Tịnh", "Bộ Công an"),
        (date(2025, 7, 1), "xã Ba Gia", "tỉnh Quảng Ngãi", "tỉnh Quảng Ngãi", "Bộ Công an"),
        (date(2026, 7, 1), "xã Ba Gia", "tỉnh Quảng Ngãi", "tỉnh Quảng Ngãi", "Bộ Công an"),
    ],
)
def test_the_date_chooses_the_commune_and_who_stands_over_it(world, on, unit, police, committee, top):
    office = office_of(world.tinh_bac, law_on((), on), on)
    assert office.unit == unit
    assert office.above_police == f"Công an {police}"
    assert office.above_committee == f"Ủy ban nhân dân {committee}"
    assert office.execution == f"Cơ quan thi hành án hình sự Công an {police}"
    assert office.top_police == top
    content = all_of(on=on, rules=law_on((), on), office=office)["assessment"]
    assert content.letterhead.addressees == (office.execution,)


def test_the_symbol_says_which_kind_of_commune_it_is(world):
    ward = Unit.objects.get(name="Trần Phú", kind="phường")
    office = office_of(ward, RULES, HOME)
    assert (office.unit, office.above_police) == ("phường Trần Phú", "Công an thành phố Quảng Ngãi")
    assert office.execution == "Cơ quan thi hành án hình sự Công an thành phố Quảng Ngãi"
    assert reception.information(FREE, office, RULES, HOME, "In").number.endswith("/PTT-CAP")


def test_a_commune_signs_nothing_before_it_exists(world):
    new = Unit.objects.get(name="Ba Gia")
    with pytest.raises(Refused, match="xã Ba Gia có từ ngày 01/07/2025"):
        office_of(new, law_on((), date(2025, 6, 30)), date(2025, 6, 30))
