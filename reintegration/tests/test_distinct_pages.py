"""Each value of a case, its notice, its transfer and its commune's model stands beside its own label on their pages."""

import html
import re
from datetime import date
from html.parser import HTMLParser

from cases.models import Notice, TransferRequest
from cases.worklist.worklist import duties_of_case
from community.models import CommuneModel, FundEntry
from core.dates import vn_date
from core.tests.page_parts import Page
from reintegration.tests.distinct_case import fill, make_distinct_case

# Of each tab: what its terms say, a row of each of its tables, and its sentences.
TABS = {
    "probation": (
        {
            "Đủ một nửa": "09/11/2025",
            "Đủ ba phần tư": "24/09/2026",
            "Trình diện chậm nhất": "07/01/2024; đã trình diện 15/02/2024",
            "Báo cáo kết quả trình diện": "đã báo cáo 21/02/2024; in báo cáo",
            "Bàn giao hồ sơ trước": "25/07/2027; đã bàn giao 23/02/2024",
            "Cấp giấy chứng nhận": "09/08/2027",
        },
        [
            {
                "Thời gian": "13/05/2024 – 15/05/2024",
                "Nơi đến, lý do": "Absence destination: Absence reason",
                "Quyết định": "đồng ý, 19/05/2024",
                "Trở về": "17/05/2024",
            }
        ],
        [
            "Thời gian thử thách 09/02/2024 – 09/08/2027: 1277 ngày",
            "21/05/2024: Không trình diện, không đăng ký cư trú trong 5 ngày. Breach description; biên bản Breach record_number"
            " ngày 23/05/2024; họp kiểm điểm 25/05/2024; báo cáo UBND 27/05/2024; đề nghị hủy 29/05/2024",
            "06/06/2024: MoveRequest to_text – MoveRequest reason; đồng ý, 08/06/2024",
            "Đề nghị 31/05/2024: Shortening reason. Tòa án rút ngắn, hết thử thách 03/02/2027 (trước đó 09/08/2027), quyết định"
            " Shortening decision_number ngày 02/06/2024",
        ],
    ),
    "support": (
        {},
        [
            {
                "Loại": "Vay vốn",
                "Nhu cầu": "Need description (02/03/2024)",
                "Phụ trách": "Need owner_text",
                "Hạn": "04/03/2024",
                "Kết quả": "Đã đáp ứng, 06/03/2024: Need result",
            },
            {
                "Ngày": "04/07/2024",
                "Cho nhu cầu": "Vay vốn",
                "Việc": "SupportAction description (SupportAction provider)",
                "Kinh phí (đồng)": "1.000.090",
                "Nguồn": "Tổ chức, cá nhân ủng hộ",
            },
        ],
        ["Nguyện vọng khi tiếp nhận: Case wishes", "tổng kinh phí 1.000.090 đồng"],
    ),
    "work": (
        {},
        [
            {
                "Nơi làm việc": "Employment employer",
                "Công việc": "Employment work (hợp đồng lao động)",
                "Thời gian": "06/07/2024 – 08/07/2024 (Employment why_ended)",
                "Thu nhập (đồng/tháng)": "1.000.097",
            },
            {
                "Mốc": "Sau 6 tháng",
                "Việc làm": "có; WorkCheck note",
                "Ngày xác định": "29/04/2024",
                "Giấy tờ, nguồn": "WorkCheck proof",
            },
        ],
        [],
    ),
    "expungement": (
        {},
        [],
        [
            "hướng dẫn 18/03/2024, nộp đơn 20/03/2024; đang làm thủ tục (ExpungementReview proof_number, 22/03/2024,"
            " ExpungementReview proof_issuer)"
        ],
    ),
    "documents": (
        {},
        [
            {
                "Trích yếu": "CaseDocument title (15 byte)",
                "Loại": "Giấy chứng nhận chấp hành xong, đặc xá, tha tù",
                "Số, ngày": "CaseDocument number, 07/05/2024",
            }
        ],
        [],
    ),
    "supervision": (
        {},
        [
            {
                "Ngày": "24/06/2024",
                "Hình thức": "Bản tự nhận xét hằng tháng, 05/2024",
                "Kết quả": "Contact outcome",
                "Lần sau": "28/06/2024",
            }
        ],
        [
            "Nhóm A , 30/06/2024: Classification reasons",
            "23/04/2024 : AdministrativePenalty behaviour; phạt tiền 1.000.076 đồng, quyết định AdministrativePenalty"
            " decision_number ngày 25/04/2024, AdministrativePenalty decided_by; chấp hành xong 27/04/2024",
            "Cán bộ phụ trách: Assignment full_name , từ 20/06/2024 đến 22/06/2024 (Assignment why_ended)",
        ],
    ),
    "household": (
        {"Nơi ở hiện nay": "Case address", "Điện thoại": "Case phone", "Tên khác": "OtherName full_name (tên cũ)"},
        [
            {
                "Còn thiếu từ": "01/05/2024",
                "Nộp hồ sơ": "03/05/2024",
                "Được cấp": "05/05/2024, PersonalPaper issued_by",
                "Căn cứ": "PersonalPaper proof; PersonalPaper note",
            }
        ],
        [],
    ),
    "judgment": (
        {},
        [{"Tội danh": "Offence name", "Điều, khoản": "Offence article", "Bản án": "Judgment number"}],
        [
            "Theo sổ đăng ký: Case offence, Case article; mức án Case sentence_text",
            "Judgment number, Judgment court, ngày 25/02/2024",
            "Tù có thời hạn, 20 tháng 27 ngày; có hiệu lực 27/02/2024; quyết định thi hành Judgment execution_number",
        ],
    ),
}
OTHERS = {
    "notice": (
        {
            "Ngày sinh": "23/04/1948",
            "Nơi về cư trú": "Notice address",
            "Thông báo": "Notice notice_number ngày 11/04/2024, Notice prison_name; nhận ngày 13/04/2024; danh sách"
            " Notice list_name",
            "Tội danh, mức án": "Notice offence; Notice sentence_text",
            "Hết thử thách": "17/04/2024",
            "Xác minh địa chỉ": "Đúng, ngày 19/04/2024; HCD-03 số Notice answer_number Notice verification_note",
            "Lý do": "Notice state_why",
            "Ghi chú": "Notice note",
        },
        [],
        ["Notice full_name Chấp hành xong án phạt tù, dự kiến về xã Tịnh Bắc ngày 15/04/2024. Đang chờ về (21/04/2024)."],
    ),
    "notices": (
        {},
        [
            {
                "Họ và tên": "Notice full_name",
                "Ngày sinh": "23/04/1948",
                "Xã, nơi về": "Tịnh Bắc, Notice address",
                "Diện": "Chấp hành xong án phạt tù",
                "Dự kiến về": "15/04/2024 đã quá ngày",
                "Xác minh": "đúng, 19/04/2024 21/04/2024: Notice state_why",
            }
        ],
        [],
    ),
    "transfer": (
        {
            "Ngày sinh": "28/02/1971",
            "Mã hồ sơ": "HS-RIENG",
            "Nơi ở mới": "TransferRequest address, từ ngày 10/07/2024",
            "Lý do chuyển": "TransferRequest why",
            "Văn bản đề nghị": "TransferRequest document_number",
        },
        [],
        ["xã Tịnh Bắc → xã Tịnh Hà."],
    ),
    "transfers": ({}, [{"Người": "Người Riêng Biệt", "Từ": "xã Tịnh Bắc", "Đến": "xã Tịnh Hà"}], []),
    "models": (
        {},
        [
            {
                "Tên": "CommuneModel name",
                "Xã": "xã Tịnh Bắc",
                "Ra mắt": "08/03/2024",
                "Tình trạng": "kết thúc 07/11/2025",
            }
        ],
        [],
    ),
    "model": (
        {
            "Người được giúp": "1, hiện nay 0",
            "Việc làm": "cam kết 104, đã bố trí 111",
            "Hoạt động": "1",
            "Quỹ": "thu 1.000.139, chi 400.017, tồn 600.122 đồng",
        },
        [
            {
                "Ngày": "22/07/2024", "Chứng từ": "FundEntry voucher", "Nội dung": "FundEntry purpose (FundEntry party)",
                "Thu": "1.000.139", "Chi": "", "Tồn": "1.000.139",
            },
            {
                "Ngày": "23/07/2024", "Chứng từ": "PC 2", "Nội dung": "Mua gạo (Cửa hàng)", "Thu": "", "Chi": "400.017",
                "Tồn": "600.122",
            },
            {
                "Được giúp": "1", "Hoạt động, lượt dự": "1, 118", "Thu, chi (đồng)": "1.000.139 , 400.017",
                "Tồn cuối kỳ": "600.122",
            },
        ],
        [
            "xã Tịnh Bắc, ra mắt ngày 08/03/2024, kết thúc 07/11/2025.",
            "Quyết định CommuneModel decision_number ngày 10/03/2024 của CommuneModel decision_by. Quy chế:"
            " CommuneModel regulation. CommuneModel purpose",
            "ModelMember organisation, ModelMember hamlet; từ 14/03/2024 đến 16/03/2024",
            "ModelMember full_name giúp Người Riêng Biệt từ 14/07/2024 đến 16/07/2024: Help result",
            "Enterprise name, Enterprise address: 104 việc làm (đã bố trí 111), 18/07/2024",
            "Activity title, Activity place; 118 người dự, 5 người được giúp; 1.000.132 đồng. Activity result",
            "24/07/2024: 146 Gift item (Gift donor), khoảng 1.000.153 đồng; tặng Người Riêng Biệt",
        ],
    ),
}  # fmt: skip
FORMS = {
    "person": {"Họ và tên": "Người Riêng Biệt", "Ngày sinh": "28/02/1971", "Giới tính": "female", "Dân tộc": "Hrê"},
    "details": {
        "Nơi ở hiện nay": "Case address",
        "Thôn/Tổ dân phố": "Case hamlet",
        "Điện thoại": "Case phone",
        "Tội danh": "Case offence",
        "Điều luật": "Case article",
        "Mức án": "Case sentence_text",
        "Ngày ra trại": "02/01/2024",
        "Số giấy chứng nhận": "Case certificate_number",
        "Ngày cấp giấy chứng nhận": "07/02/2024",
        "Ngày bắt đầu thử thách": "09/02/2024",
        "Ngày hết thử thách": "09/08/2027",
        "Phải trình diện trước ngày": "13/02/2024",
        "Ngày trình diện": "15/02/2024",
        "Ngày lập phiếu thông tin (HCD-02)": "17/02/2024",
        "Ngày ký cam kết (HCD-05)": "19/02/2024",
        "Ngày báo cáo kết quả trình diện": "21/02/2024",
        "Ngày bàn giao hồ sơ hết thử thách": "23/02/2024",
        "Nguyện vọng": "Case wishes",
        "Từ đâu về": "Case origin_text",
        "Việc làm": "Case job_text",
    },
}


class Fields(HTMLParser):
    """The values of a form by the label that points at their field."""

    def __init__(self, page: str):
        super().__init__()
        self.labels: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self._label = self._area = self._select = ""
        self.feed(page)
        self.by_label = {
            text.strip(" *\n"): self.values[name] for name, text in self.labels.items() if name in self.values
        }

    def handle_starttag(self, tag, attrs):
        """Take the value of a field, or open a label."""
        given = {name: value or "" for name, value in attrs}
        if tag == "label":
            self._label = given.get("for", "")
        elif tag == "input":
            self.values[given.get("id", "")] = given.get("value", "")
        elif tag == "textarea":
            self._area = given.get("id", "")
        elif tag == "select":
            self._select = given.get("id", "")
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given["value"]

    def handle_data(self, data):
        """Keep the text of a label or a text area."""
        if self._label:
            self.labels[self._label] = self.labels.get(self._label, "") + data
        elif self._area:
            self.values[self._area] = self.values.get(self._area, "") + data.strip()

    def handle_endtag(self, tag):
        """Close a label or a text area."""
        if tag == "label":
            self._label = ""
        elif tag == "textarea":
            self._area = ""


def text_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main))).replace(" ,", ",").replace(" :", ":")


def wrong_in(page: str, terms, rows, sentences) -> list:
    """What is expected of a page and not there, and the labels for narrow screens that are not those of their column."""
    read, text = Page(page), text_of(page)
    found = [row for table in read.tables for row in table.rows]
    return [
        *({name: dict(read.terms).get(name)} for name, value in terms.items() if dict(read.terms).get(name) != value),
        *((row, found) for row in rows if not any(row.items() <= one.items() for one in found)),
        *((one, text) for one in sentences if one.replace(" ,", ",").replace(" :", ":") not in text),
        *(
            (column, cell.label)
            for table in read.tables
            for row in table.body
            if len(row) == len(table.columns)
            for column, cell in zip(table.columns, row, strict=True)
            if not column.startswith(cell.label)
        ),
    ]


def test_no_value_stands_beside_another_label(world, client_for):
    made = make_distinct_case(world.tinh_bac, world.tinh_ha)
    spent = {"direction": "out", "amount": 400_017, "voucher": "PC 2", "purpose": "Mua gạo", "party": "Cửa hàng"}
    fill(FundEntry, made, world.tinh_ha, on=date(2024, 7, 23), **spent)
    case = f"/cases/{made.case.public_id}/"
    addresses = {
        "notice": made.rows[Notice].get_absolute_url(),
        "notices": "/cases/notices/",
        "transfer": f"/cases/transfers/{made.rows[TransferRequest].public_id}/",
        "transfers": "/cases/transfers/",
        "models": "/models/",
        "model": made.rows[CommuneModel].get_absolute_url(),
        **{slug: f"{case}tab/{slug}/" for slug in TABS},
        **{slug: f"{case}{slug}/" for slug in FORMS},
    }
    client = client_for(world.officer)
    pages = {name: client.get(address).content.decode() for name, address in addresses.items()}
    wrong = {name: wrong_in(pages[name], *expected) for name, expected in (TABS | OTHERS).items()}
    for name, expected in FORMS.items():
        shown = Fields(pages[name]).by_label
        wrong[name] = [(label, shown.get(label)) for label, value in expected.items() if shown.get(label) != value]
    assert {name: found for name, found in wrong.items() if found} == {}


def test_each_duty_stands_with_its_own_day_article_and_missing_fact(world, client_for):
    case = make_distinct_case(world.tinh_bac, world.tinh_ha).case
    client = client_for(world.officer)
    expected = [
        {
            "Việc, căn cứ": f"{line.duty.what} {line.duty.article}",
            "Hạn": f"{vn_date(line.duty.by_on)}, {line.when}" if line.duty.by_on else line.when,
            "Còn thiếu": str(line.duty.missing),
        }
        for line in duties_of_case(case)
    ]
    assert len({row["Việc, căn cứ"] for row in expected}) == len(expected) > 5
    for address in (f"/cases/{case.public_id}/tab/duties/", "/cases/worklist/?print=1"):
        page = client.get(address).content.decode()
        shown = [row for table in Page(page).tables for row in table.rows]
        # Beside a duty stands a link to its form.
        texts = [
            {name: re.sub(r" ?in mẫu: .*?, Người Riêng Biệt", "", text) for name, text in row.items()} for row in shown
        ]
        assert [row for row in expected if not any(row.items() <= one.items() for one in texts)] == [], (address, texts)
