"""The report of the demo: the letterheads of the offices, and the six-month report of Sơn Tịnh written to disk."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from core.money import grouped
from demo.people.district import DISTRICT, FRAME, PERIOD
from demo.province.districts import DISTRICTS, PROVINCE
from reports.models import FORMATS, LetterheadSetting, Report
from reports.services import make_report

LETTERHEAD_FROM = date(2015, 1, 1)
LETTERHEAD = {
    "parent_agency": "CÔNG AN TỈNH QUẢNG NGÃI",
    "agency": "CÔNG AN HUYỆN SƠN TỊNH",
    "symbol": "BC-CAH",
    "place": "Sơn Tịnh",
    "signer_authority": "KT. TRƯỞNG CÔNG AN HUYỆN",
    "signer_title": "PHÓ TRƯỞNG CÔNG AN HUYỆN",
    "signer_name": "Trung tá Đặng Hoàng Quân",
    "recipients": "Công an tỉnh (để báo cáo)\nUBND huyện (để báo cáo)\nCông an các xã (để thực hiện)\nLưu: VT",
}
LETTERHEAD_OF_PROVINCE = {
    "parent_agency": "BỘ CÔNG AN",
    "agency": "CÔNG AN TỈNH QUẢNG NGÃI",
    "symbol": "BC-CAT",
    "place": "Quảng Ngãi",
    "signer_authority": "KT. GIÁM ĐỐC",
    "signer_title": "PHÓ GIÁM ĐỐC",
    "signer_name": "Đại tá Lê Trung Chính",
    "recipients": "Bộ Công an (để báo cáo)\nUBND tỉnh (để báo cáo)\nLưu: VT",
}
# Invented texts of the unit.
TEXTS = {
    "direction": (
        "Công an huyện đã tham mưu UBND huyện chỉ đạo các xã triển khai công tác tái hòa nhập cộng đồng theo Nghị định"
        " 49/2020/NĐ-CP, Thông tư 10/2024/TT-BCA và phối hợp Phòng giao dịch NHCSXH huyện thực hiện Quyết định"
        " 22/2023/QĐ-TTg."
    ),
    "support": (
        "Công an các xã phân công cán bộ và người giúp đỡ cho từng trường hợp, hướng dẫn làm lại giấy tờ, giới thiệu việc"
        " làm tại các cơ sở sản xuất trên địa bàn."
    ),
    "strengths": "Cán bộ phụ trách nắm chắc từng trường hợp; các đoàn thể ở thôn, xã cùng tham gia giúp đỡ.",
    "limits": "Một số người chưa có việc làm ổn định hoặc đi làm ăn xa nên việc gặp gỡ, giúp đỡ chưa thường xuyên.",
    "plan": (
        "Ra mắt mô hình «Chung tay giúp đỡ người chấp hành xong án phạt tù tái hòa nhập cộng đồng» tại xã Tịnh Bắc.\n"
        "Rà soát người đủ điều kiện xóa án tích để hướng dẫn làm thủ tục."
    ),
}


@dataclass(frozen=True, slots=True)
class DemoReport:
    """The stored report and the documents written to disk."""

    report: Report
    paths: list[Path]


def district() -> Unit:
    """The demo district as of the last day of the invented histories."""
    return Unit.objects.find(DISTRICT, on=FRAME.last)


def set_letterheads() -> None:
    """Create the letterheads of the districts and of the province unless there are some for that day."""
    texts = {DISTRICT: LETTERHEAD, PROVINCE: LETTERHEAD_OF_PROVINCE}
    for code in (DISTRICT, PROVINCE, *(one.code for one in DISTRICTS)):
        unit = Unit.objects.find(code, on=FRAME.last)
        defaults = texts.get(code) or _letterhead(unit)
        LetterheadSetting.objects.get_or_create(unit=unit, valid_from=LETTERHEAD_FROM, defaults=defaults)


def _letterhead(unit: Unit) -> dict[str, str]:
    """The letterhead of a district beside Sơn Tịnh; the kind of the district is the first part of its name."""
    [known] = [one for one in DISTRICTS if one.code == unit.code]
    kind = unit.full_name.removesuffix(unit.name).strip()
    initials = "".join(word[0] for word in kind.split()).upper()
    return {
        "parent_agency": LETTERHEAD["parent_agency"],
        "agency": f"CÔNG AN {unit.full_name.upper()}",
        "symbol": f"BC-CA{initials}",
        "place": unit.name,
        "signer_authority": "",
        "signer_title": f"TRƯỞNG CÔNG AN {kind.upper()}",
        "signer_name": f"{known.rank} {known.leader}",
        "recipients": f"Công an tỉnh (để báo cáo)\nUBND {kind} (để báo cáo)\nLưu: VT",
    }


def six_month_report(by: User) -> DemoReport:
    """Write the missing files of the last report for the demo's period into DATA_DIR/bao-cao; make a draft if there is none."""
    unit = district()
    report = Report.objects.kept().filter(unit=unit, start=PERIOD.start, end=PERIOD.end).order_by("version").last()
    report = report or make_report(by=by, unit=unit, period=PERIOD, texts=TEXTS)
    folder = Path(settings.DATA_DIR) / "bao-cao"
    folder.mkdir(mode=0o700, exist_ok=True)
    return DemoReport(report, [_write_missing(folder, getattr(report, name)) for name in FORMATS])


def _write_missing(folder: Path, stored) -> Path:
    path = folder / stored.name
    if not path.exists():
        path.write_bytes(bytes(stored.data))
    return path


def main_figures(report: Report) -> list[str]:
    """The totals of the period and of the year before in Vietnamese, one line each."""
    lines = []
    for figures, label in ((report.figures, _("Trong kỳ")), (report.before, _("Cùng kỳ năm trước"))):
        [own] = [
            row for row in figures["management"] if (row["unit"], row["category"]) == (figures["unit"]["code"], "total")
        ]
        line = _(
            "%(label)s: đầu kỳ %(opening)d hồ sơ, cuối kỳ %(closing)d; %(managed)d người được quản lý,"
            " %(reoffended)d người tái phạm, tỷ lệ %(shown)s; ngoài tỷ lệ %(outside)d vụ không xếp được vào giai đoạn quản lý;"
            " %(unconfirmed)d vụ đã tính, chờ xác nhận"
        )
        rate_text = f"{own['rate'].replace('.', ',')} %" if own["rate"] is not None else "—"
        outside, unconfirmed = len(figures["not_attributed"]), len(figures["unconfirmed"])
        beside = {"label": label, "shown": rate_text, "outside": outside, "unconfirmed": unconfirmed}
        lines.append(line % {**own, **beside})
    if (loans := report.figures["loans"]) is not None:
        figures = {**loans["period"], "amount": grouped(loans["period"]["amount"])}
        lines.append(_("Vay vốn trong kỳ: %(loans)d món, %(people)d người, %(amount)s đồng") % figures)
    return lines
