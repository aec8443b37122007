"""During probation: breaches and their meeting, the commune's monthly assessment, the file that goes back."""

from datetime import date

from django.utils.translation import gettext as _

from areas.dates import vn_date
from areas.documents.model import Block, Content
from cases.official.facts import Month, Office, Subject, Wrong
from cases.official.layout import DOTS, blank, committee_head, form, line, lines, police_head, said, section
from cases.rules.law import Law


def breach_record(subject: Subject, wrong: Wrong, office: Office, law: Law, on: date, mark: str) -> Content:
    """Minutes of a breach, made by the commune police."""
    blocks = [
        said(
            _("Hôm nay, hồi …… giờ …… phút ngày %(on)s, tại %(office)s, cán bộ %(officer)s lập biên bản về việc:")
            % {"on": vn_date(on), "office": office.police, "officer": subject.officer or DOTS}
        ),
        *_of_whom(subject),
        said(
            _("đã vi phạm nghĩa vụ ngày %(on)s: %(kind)s (lần thứ %(place)d, %(how)s).")
            % {
                "on": vn_date(wrong.on),
                "kind": wrong.kind.lower(),
                "place": wrong.place,
                "how": _("cố ý") if wrong.is_intentional else _("không cố ý"),
            }
        ),
        line(_("Nội dung vi phạm"), wrong.description),
        line(_("Ý kiến của người vi phạm")),
        *blank(1),
        line(_("Người chứng kiến")),
        said(
            _("Biên bản lập xong hồi …… giờ …… phút, đã đọc lại cho người vi phạm nghe, công nhận đúng và cùng ký tên.")
        ),
    ]
    return form(
        police_head(office, "BB-CAX", signer=subject.officer, title=_("Cán bộ lập biên bản")),
        on,
        title=_("BIÊN BẢN"),
        about=_("Vi phạm nghĩa vụ trong thời gian thử thách"),
        blocks=blocks,
        signs_left=(_("NGƯỜI VI PHẠM"), subject.full_name),
        mark=mark,
        basis=law.article("breach_minutes").text,
        code=subject.code,
    )


def review_meeting(subject: Subject, wrong: Wrong, office: Office, law: Law, on: date, mark: str) -> Content:
    """Minutes of the meeting at the place of residence after a breach."""
    blocks = [
        said(
            _("Hôm nay, hồi …… giờ …… phút ngày %(on)s, tại %(place)s, %(committee)s tổ chức họp kiểm điểm.")
            % {"on": vn_date(on), "place": subject.address or DOTS, "committee": office.committee}
        ),
        line(_("Chủ trì")),
        line(_("Thư ký")),
        line(_("Thành phần dự (thôn, đoàn thể, gia đình, người giúp đỡ)"), subject.helper),
        section(_("I. NGƯỜI BỊ KIỂM ĐIỂM")),
        *_of_whom(subject),
        line(_("Hành vi ngày %s") % vn_date(wrong.on), f"{wrong.kind}; {wrong.description}"),
        line(_("Biên bản, quyết định xử phạt"), wrong.record),
        section(_("II. DIỄN BIẾN")),
        line(_("Người vi phạm tự kiểm điểm")),
        *blank(2),
        line(_("Ý kiến đóng góp")),
        *blank(2),
        section(_("III. KẾT LUẬN")),
        *blank(2),
    ]
    return form(
        committee_head(office, "BB-UBND", title=_("Chủ trì")),
        on,
        title=_("BIÊN BẢN"),
        about=_("Họp kiểm điểm người được tha tù trước thời hạn có điều kiện"),
        blocks=blocks,
        signs_left=(_("NGƯỜI BỊ KIỂM ĐIỂM"), subject.full_name),
        mark=mark,
        basis=law.article("review_meeting").text,
        code=subject.code,
    )


def assessment(subject: Subject, month: Month, office: Office, law: Law, on: date, mark: str) -> Content:
    """The commune's assessment of a month, to the body that executes sentences."""
    none = _("không")
    blocks = [
        *_of_whom(subject),
        line(
            _("1. Bản tự nhận xét của người được tha tù"),
            _("nộp ngày %s") % vn_date(month.reported_on) if month.reported_on else _("không nộp"),
        ),
        *lines(_("2. Việc gặp gỡ, giám sát"), month.contacts),
        *lines(_("3. Vắng mặt tại nơi cư trú"), month.absences, none),
        *lines(_("4. Vi phạm nghĩa vụ"), month.breaches, none),
        line(_("5. Việc làm, đời sống"), subject.job),
        line(_("6. Nhận xét, đánh giá"), month.assessment),
        *([] if month.assessment else blank(2)),
        line(_("7. Đề nghị")),
    ]
    return form(
        committee_head(office, "NX-UBND", title=_("Chủ tịch"), addressees=(law.text("body_execution"),)),
        on,
        title=_("NHẬN XÉT"),
        about=_("Việc chấp hành nghĩa vụ của người được tha tù trước thời hạn có điều kiện, tháng %s")
        % f"{month.first:%m/%Y}",
        blocks=blocks,
        recipients=(_("Như trên"), office.police, _("Lưu: VT, hồ sơ %s") % subject.code),
        mark=mark,
        basis=law.article("assessment_first_days").text,
        code=subject.code,
    )


PAPERS = (
    "Bản án và quyết định thi hành án",
    "Quyết định tha tù trước thời hạn có điều kiện",
    "Giấy chứng nhận tha tù trước thời hạn có điều kiện",
    "Nhận xét của trại giam",
    "Bản cam kết",
    "Phiếu thông tin",
    "Nhận xét hằng tháng của Ủy ban nhân dân cấp xã",
    "Bản tự nhận xét hằng tháng",
    "Tài liệu kiểm điểm (nếu có)",
    "Quyết định rút ngắn thời gian thử thách (nếu có)",
)


def hand_back(subject: Subject, office: Office, law: Law, on: date, mark: str) -> Content:
    """The file goes back before probation ends."""
    blocks = [
        said(
            _("Hôm nay, ngày %(on)s, %(committee)s bàn giao cho %(body)s hồ sơ của:")
            % {"on": vn_date(on), "committee": office.committee, "body": law.text("body_execution")}
        ),
        *_of_whom(subject),
        section(_("TÀI LIỆU TRONG HỒ SƠ")),
        *(said(f"{place}. {name}: …… tờ") for place, name in enumerate(PAPERS, start=1)),
        line(_("Tình trạng hồ sơ, ghi chú")),
    ]
    return form(
        committee_head(office, "BB-UBND", title=_("Đại diện bên giao")),
        on,
        title=_("BIÊN BẢN"),
        about=_("Bàn giao hồ sơ người được tha tù trước thời hạn có điều kiện"),
        blocks=blocks,
        signs_left=(_("ĐẠI DIỆN BÊN NHẬN"), ""),
        mark=mark,
        basis=law.article("handover_days").text,
        code=subject.code,
    )


def _of_whom(subject: Subject) -> list[Block]:
    probation = ""
    if subject.probation:
        start, end = map(vn_date, subject.probation)
        probation = _("%(start)s đến %(end)s") % {"start": start, "end": end}
    return [
        line(_("Họ và tên"), subject.full_name),
        line(_("Ngày, tháng, năm sinh"), subject.birth),
        *lines(_("Số giấy tờ"), subject.numbers),
        line(_("Nơi ở"), subject.address),
        line(_("Quyết định, giấy chứng nhận"), subject.certificate),
        line(_("Thời gian thử thách"), probation),
    ]
