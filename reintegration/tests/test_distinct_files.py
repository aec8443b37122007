"""Each value stands beside its own label in the official forms and on the sheets of the exported register. No two are equal."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl

from cases.facts.store import ReoffenceData
from cases.models import Breach, Case, Contact, Notice, Residence, Shortening
from cases.papers.official.registry import FORMS, PrintOptions, wrong_address
from cases.papers.tests.test_official import text_of_docx
from cases.reoffences import services as reoffences_services
from cases.transfers import services as transfers_services
from core.documents import to_docx
from core.spreadsheets.export_marks import Mark
from loans.tests import factories as loan_factories
from register.writing.workbook import register_workbook
from reintegration.tests.distinct_case import fill, make_distinct_case

PRINTED = PrintOptions(date(2024, 12, 30), date(2024, 5, 1), in_full=True, mark="In bởi Cán bộ In")
WHO = [
    "Họ và tên: Người Riêng Biệt",
    "Ngày, tháng, năm sinh: 28/02/1971",
    "Số giấy tờ: CCCD/số định danh 051071000991",
    "Nơi ở: Case address, xã Tịnh Bắc",
    "Quyết định, giấy chứng nhận: số Case certificate_number ngày 07/02/2024",
    "Thời gian thử thách: 09/02/2024 đến 09/08/2027",
]
JUDGMENT = "Bản án số Judgment number ngày 25/02/2024 của Judgment court: tù có thời hạn, 20 tháng 27 ngày"
PENALTY = "Quản chế, đến hết ngày 28/03/2024, chấp hành xong ngày 30/03/2024"
OBLIGATION = "Bồi thường thiệt hại 1.000.041 đồng: đã xong ngày 01/04/2024"
LINES = {
    "hcd-02": [
        "1. Họ và tên: Người Riêng Biệt",
        "2. Tên gọi khác: OtherName full_name",
        "3. Ngày, tháng, năm sinh: 28/02/1971",
        "4. Giới tính: Nữ. Dân tộc: Hrê.",
        "5. Số định danh cá nhân, CCCD, CMND: CCCD/số định danh 051071000991",
        "6. Nơi đăng ký thường trú, tạm trú: thường trú: Nhà thường trú",
        "7. Nơi ở hiện nay: Case address, xã Tịnh Bắc",
        "8. Điện thoại: Case phone",
        "1. Tội danh, điều luật: Case offence, Case article",
        "2. Mức án: Case sentence_text",
        f"3. Bản án: {JUDGMENT}",
        f"4. Hình phạt bổ sung: {PENALTY}",
        f"5. Nghĩa vụ dân sự: {OBLIGATION}",
        "6. Nơi chấp hành án: Case origin_text",
        "7. Về địa phương: diện tha tù trước thời hạn có điều kiện, ra trại ngày 02/01/2024.",
        "8. Giấy chứng nhận, quyết định: số Case certificate_number ngày 07/02/2024",
        "9. Thời gian thử thách: từ ngày 09/02/2024 đến ngày 09/08/2027.",
        "Người trong gia đình, người cần liên hệ: HouseholdMember full_name, householdmember relation, 1934,"
        " HouseholdMember phone",
        "1. Nghề nghiệp, việc làm hiện nay: Case job_text",
        "2. Nguyện vọng (học nghề, việc làm, vay vốn, giấy tờ): Case wishes",
        "3. Cán bộ phụ trách: Case officer_text",
        "4. Người giúp đỡ tại cộng đồng: Case helper_text",
        "NGƯỜI KHAI\n\nNgười Riêng Biệt\nCÁN BỘ LẬP PHIẾU\n\nCase officer_text",
    ],
    "hcd-05": [
        "1. Cán bộ Công an xã Tịnh Bắc: Case officer_text",
        "2. Người trình diện: Người Riêng Biệt, sinh 28/02/1971, số giấy tờ CCCD/số định danh 051071000991, nơi ở"
        " Case address, xã Tịnh Bắc; diện tha tù trước thời hạn có điều kiện.",
        "3. Đại diện gia đình, đoàn thể (nếu có): Case helper_text",
        "Nguyện vọng của người trình diện: Case wishes",
        "NGƯỜI CAM KẾT\n\nNgười Riêng Biệt\nCÁN BỘ TIẾP NHẬN\n\nCase officer_text",
    ],
    "presentation": [
        *WHO,
        "1. Ngày được tha: 02/01/2024",
        "2. Phải trình diện chậm nhất ngày: 07/01/2024",
        "3. Kết quả trình diện: đã trình diện ngày 15/02/2024, muộn 39 ngày",
        "4. Bản cam kết: ký ngày 19/02/2024",
        "5. Biên bản về việc không trình diện, không cam kết: số Breach record_number ngày 23/05/2024",
        "6. Người trực tiếp giám sát, giáo dục: Case officer_text",
        "7. Người giúp đỡ tại cộng đồng: Case helper_text",
    ],
    "assessment": [
        *WHO,
        "người được tha tù trước thời hạn có điều kiện, tháng 05/2024",
        "1. Bản tự nhận xét của người được tha tù: nộp ngày 24/06/2024",
        "2. Việc gặp gỡ, giám sát: 29/05/2024: gặp tại nhà. Có mặt ở nhà",
        "3. Vắng mặt tại nơi cư trú: 13/05/2024 – 17/05/2024, đến Absence destination",
        "4. Vi phạm nghĩa vụ:\n- 21/05/2024: Không trình diện, không đăng ký cư trú trong 5 ngày\n- 31/05/2024: Rời nơi cư trú"
        " không xin phép\n",
        "5. Việc làm, đời sống: Case job_text",
        "6. Nhận xét, đánh giá: Xã nhận xét tốt",
    ],
    "shortening": [
        *WHO,
        "Tội danh, mức án: Case offence, Case article; Case sentence_text",
        "1. Đủ 1/2 thời gian thử thách từ ngày: 09/11/2025",
        "2. Phải thực tế chấp hành 3/4, đến ngày: 24/09/2026",
        "3. Vi phạm nghĩa vụ, xử phạt:\n- 21/05/2024: Không trình diện, không đăng ký cư trú trong 5 ngày (cố ý vi phạm lần"
        " thứ 1)\n- 31/05/2024: Rời nơi cư trú không xin phép (cố ý vi phạm lần thứ 2)\n",
        f"4. Nghĩa vụ dân sự: {OBLIGATION}",
        "5. Căn cứ đề nghị (tiến bộ, thành tích): Căn cứ hai",
        "(từ 3 đến 24 tháng, hoặc phần còn lại;",
    ],
    "revocation": [
        *WHO,
        "- 21/05/2024: Không trình diện, không đăng ký cư trú trong 5 ngày. Breach description (cố ý vi phạm lần thứ 1); biên"
        " bản, quyết định số Breach record_number ngày 23/05/2024\n",
        "- 31/05/2024: Rời nơi cư trú không xin phép. Đi biển (cố ý vi phạm lần thứ 2); biên bản, quyết định số BB 2 ngày"
        " 01/06/2024\n",
    ],
    "hand-back": [
        *WHO,
        "Hôm nay, ngày 30/12/2024, Ủy ban nhân dân xã Tịnh Bắc bàn giao cho Cơ quan thi hành án hình sự Công an huyện Sơn Tịnh"
        " hồ sơ của:",
    ],
    "completion": [
        *WHO,
        "Tội danh, mức án: Case offence, Case article; Case sentence_text",
        f"Bản án: {JUDGMENT}",
        "Chấp hành xong án phạt tù ngày: 09/08/2027",
        f"Hình phạt bổ sung: {PENALTY}",
        f"Nghĩa vụ dân sự: {OBLIGATION}",
    ],
    "breach": [
        *WHO,
        "Số: Breach record_number\n",
        "cán bộ Case officer_text lập biên bản về việc:",
        "đã vi phạm nghĩa vụ ngày 21/05/2024: không trình diện, không đăng ký cư trú trong 5 ngày (cố ý vi phạm lần thứ 1).",
        "Nội dung vi phạm: Breach description",
        "NGƯỜI VI PHẠM\n\nNgười Riêng Biệt\nCÁN BỘ LẬP BIÊN BẢN\n\nCase officer_text",
    ],
    "review": [
        *WHO,
        "tại Case address, xã Tịnh Bắc, Ủy ban nhân dân xã Tịnh Bắc tổ chức họp kiểm điểm.",
        "Thành phần dự (thôn, đoàn thể, gia đình, người giúp đỡ): Case helper_text",
        "Hành vi ngày 21/05/2024 (cố ý vi phạm lần thứ 1): Không trình diện, không đăng ký cư trú trong 5 ngày."
        " Breach description",
        "Biên bản, quyết định xử phạt: số Breach record_number ngày 23/05/2024",
    ],
    "hcd-03": [
        "Số: Notice answer_number\n",
        "Kính gửi: Notice prison_name",
        "Ngày 13/04/2024, Ủy ban nhân dân xã Tịnh Bắc nhận được Thông báo số Notice notice_number ngày 11/04/2024 của"
        " Notice prison_name về việc",
        "Họ và tên: Notice full_name; ngày sinh: 23/04/1948; diện: chấp hành xong án phạt tù.",
        "Nơi về cư trú theo thông báo: Notice address.",
        "Qua xác minh ngày 19/04/2024, người này",
        "Kết quả xác minh: Notice verification_note",
    ],
}


def test_the_official_forms(world):
    made = make_distinct_case(world.tinh_bac, world.tinh_ha)
    month = date(2024, 5, 1)
    for model, values in (
        (
            Breach,
            {
                "kind": "left", "on": date(2024, 5, 31), "description": "Đi biển", "record_number": "BB 2",
                "record_on": date(2024, 6, 1),
            },
        ),
        (Contact, {"kind": "visit", "on": date(2024, 5, 29), "outcome": "Có mặt ở nhà"}),
        (Contact, {"kind": "assessment", "on": date(2024, 5, 30), "for_month": month, "outcome": "Xã nhận xét tốt"}),
        (Shortening, {"proposed_on": date(2024, 7, 7), "reason": "Căn cứ hai", "decision_number": ""}),
        (Residence, {"kind": "permanent", "address": "Nhà thường trú", "from_on": date(2024, 7, 8)}),
    ):  # fmt: skip
        fill(model, made, world.tinh_ha, **values)
    case, breach = Case.objects.with_latest().get(pk=made.case.pk), made.rows[Breach]
    breach.case = case
    drawn = {slug: one.build(breach if one.about == "breach" else case, PRINTED) for slug, one in FORMS.items()}
    drawn["hcd-03"] = wrong_address(made.rows[Notice], PRINTED)
    texts = {slug: text_of_docx(to_docx(content)) for slug, content in drawn.items()}
    assert texts.keys() == LINES.keys()
    missing = {slug: [one for one in lines if one not in texts[slug]] for slug, lines in LINES.items()}
    assert {slug: (lines, texts[slug]) for slug, lines in missing.items() if lines} == {}


def sheet_rows(book, name: str) -> list[dict]:
    """The rows below the head as shown: by column, without empty cells, days as they are written."""
    rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
    head = next(place for place, row in enumerate(rows) if row[0] == "Mã hồ sơ")
    shown = [[f"{one:%d/%m/%Y}" if isinstance(one, datetime) else one for one in row] for row in rows[head + 1 :]]
    return [
        {column: one for column, one in zip(rows[head], row, strict=True) if one not in (None, "")} for row in shown
    ]


def test_the_sheets_of_the_register(world):
    make_distinct_case(world.tinh_bac, world.tinh_ha)
    other = loan_factories.receive_case("HS-VAY", world.tinh_ha, name="Người Vay", origin_text="Ra trại")
    said = ReoffenceData(
        date(2024, 8, 5), convicted_on=date(2024, 9, 6), act_on=date(2024, 7, 4), outcome="convicted", crime_class="serious",
        is_intentional=True, document_number="Văn bản TP", note="Ghi chú TP", prosecuted_by="Cơ quan điều tra",
        articles="Điều 999", outcome_number="12/HSST", outcome_body="Tòa án K",
    )  # fmt: skip
    reoffences_services.record_reoffence(by=None, case=other, data=said)
    asked = loan_factories.request_value(91_000_001, date(2024, 1, 10))
    loan = loan_factories.request_loan(
        other, value=asked, code="KU-77", term_months=37, annual_rate=Decimal("7.93"), savings_group="Tổ số 5",
        group_head="Phạm Tổ Trưởng", fund_source="DP", entrusted_body="12",
    )  # fmt: skip
    loan_factories.approve(loan, 82_000_002, date(2024, 1, 20))
    loan_factories.disburse(loan, 73_000_003, date(2024, 2, 1))
    loan_factories.record_balance(loan, 64_000_004, 5_000_005, date(2024, 5, 1))
    asked = loan_factories.request_value(46_000_006, date(2024, 3, 4))
    loan_factories.request_business_loan(world.tinh_bac, value=asked)
    transfers_services.transfer(
        by=None,
        case=other,
        to_unit=world.tinh_bac,
        on=date(2024, 10, 7),
        document_number="Văn bản CĐ",
        note="Ghi chú CĐ",
    )
    data, _count = register_workbook(world.tinh_bac, user=world.officer, mark=Mark(1, "Võ Văn Bắc", "08:00"))
    book = openpyxl.load_workbook(BytesIO(data))
    first, second = sheet_rows(book, "Danh sách")
    assert len(first.pop("Mã người")) == 32
    assert first == {
        "Mã hồ sơ": "HS-RIENG",
        "Họ và tên": "Người Riêng Biệt",
        "Tên gọi khác": "tên cũ: OtherName full_name",
        "Ngày sinh": "28/02/1971",
        "Giới tính": "Nữ",
        "Số CCCD": "051071000991",
        "Dân tộc": "Hrê",
        "Xã": "xã Tịnh Bắc",
        "Thôn": "Case hamlet",
        "Diện": "Tha tù trước thời hạn có điều kiện",
        "Tội danh": "Case offence",
        "Điều luật": "Case article",
        "Mức án": "Case sentence_text",
        "Ngày ra trại": "02/01/2024",
        "Số giấy chứng nhận": "Case certificate_number",
        "Ngày cấp": "07/02/2024",
        "Ngày hết thử thách": "09/08/2027",
        "Ngày về địa phương": "03/01/2024",
        "Cán bộ phụ trách": "Case officer_text",
        "Người giúp đỡ": "Case helper_text",
        "Việc làm": "Case job_text",
    }
    assert (second["Mức án"], second["Từ đâu về"]) == ("24 tháng", "Ra trại")
    assert sheet_rows(book, "Biến động") == [
        {
            "Mã hồ sơ": "HS-VAY",
            "Loại biến động": "Chuyển đến",
            "Ngày": "07/10/2024",
            "Đến đơn vị": "xã Tịnh Bắc",
            "Số văn bản": "Văn bản CĐ",
            "Ghi chú": "Ghi chú CĐ",
        },
        {
            "Mã hồ sơ": "HS-VAY",
            "Loại biến động": "Tái phạm",
            "Ngày": "05/08/2024",
            "Số văn bản": "Văn bản TP",
            "Ghi chú": "Ghi chú TP",
            "Ngày phạm tội mới": "04/07/2024",
            "Cơ quan khởi tố": "Cơ quan điều tra",
            "Điều, khoản bị khởi tố": "Điều 999",
            "Lỗi cố ý, vô ý": "Cố ý",
            "Loại tội phạm": "Nghiêm trọng",
            "Kết quả xét xử": "Đã bị kết án",
            "Ngày kết án": "06/09/2024",
            "Số bản án, quyết định": "12/HSST",
            "Tòa án, cơ quan ra văn bản": "Tòa án K",
        },
    ]
    assert sheet_rows(book, "Vay vốn") == [
        {
            "Mã hồ sơ": "HS-VAY",
            "Người đứng tên vay": "Trần Thị Mẹ",
            "Mục đích": "Sản xuất, kinh doanh, tạo việc làm",
            "Số tiền đề nghị": 91_000_001,
            "Ngày đề nghị": "10/01/2024",
            "Số tiền phê duyệt": 82_000_002,
            "Ngày phê duyệt": "20/01/2024",
            "Ngày giải ngân": "01/02/2024",
            "Số tiền giải ngân": 73_000_003,
            "Thời hạn (tháng)": 37,
            "Lãi suất (%/năm)": "7,93",
            "Dư nợ": 64_000_004,
            "Nợ quá hạn": 5_000_005,
            "Ngày số liệu": "01/05/2024",
            "Mã món vay": "KU-77",
            "Tổ TK&VV": "Tổ số 5",
            "Tổ trưởng": "Phạm Tổ Trưởng",
            "Tổ chức ủy thác": "Hội Liên hiệp Phụ nữ",
        },
        {
            "Tên cơ sở": "Xưởng mộc Hoa Sen",
            "Người đứng tên vay": "Lê Giám Đốc",
            "Mục đích": "Sản xuất, kinh doanh, tạo việc làm",
            "Số tiền đề nghị": 46_000_006,
            "Ngày đề nghị": "04/03/2024",
            "Xã": "xã Tịnh Bắc, huyện Sơn Tịnh",
        },
    ]
