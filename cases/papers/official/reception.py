"""Forms of reception: HCD-02 (information), HCD-03 (wrong address), HCD-05 (reception and commitment)."""

from datetime import date

from django.utils.translation import gettext as _

from cases.papers.official.layout import DOTS, committee_head, form, line, lines, paragraph, police_head, section
from cases.papers.official.value_types import Office, Subject, WrongAddress
from core.dates import vn_date
from core.documents.model import Block, Content
from law.timeline import Law


def information(subject: Subject, office: Office, law: Law, on: date, mark: str) -> Content:
    """HCD-02, phiếu thông tin (Thông tư 10/2024/TT-BCA Điều 9)."""
    about = (
        _("Người được tha tù trước thời hạn có điều kiện (HCD-02)")
        if subject.is_conditional
        else _("Người chấp hành xong án phạt tù, được đặc xá (HCD-02)")
    )
    return form(
        police_head(office, "PTT", signer=subject.officer, title=_("Cán bộ lập phiếu")),
        on,
        title=_("PHIẾU THÔNG TIN"),
        about=about,
        blocks=[*_who(subject), *_sentence(subject), *_family(subject), *_wishes(subject)],
        signs_left=(_("NGƯỜI KHAI"), subject.full_name),
        mark=mark,
        basis=_basis(subject, law, "file_contents", "information_form"),
        code=subject.code,
    )


def _basis(subject: Subject, law: Law, conditional: str, form_code: str) -> str:
    """Return the legal basis. The circular covers people who served their sentence; for conditional release the law applies."""
    if not subject.is_conditional:
        return law.article(form_code).printed
    values = {"law": law.article(conditional).printed, "circular": law.article(form_code).printed}
    return _("%(law)s (mẫu của %(circular)s)") % values


def _who(subject: Subject) -> list[Block]:
    return [
        section(_("I. LÝ LỊCH")),
        line(_("1. Họ và tên"), subject.full_name),
        *lines(_("2. Tên gọi khác"), subject.other_names, _("không ghi nhận")),
        line(_("3. Ngày, tháng, năm sinh"), subject.birth),
        paragraph(
            _("4. Giới tính: %(sex)s. Dân tộc: %(ethnicity)s.")
            % {"sex": subject.sex or DOTS, "ethnicity": subject.ethnicity or DOTS}
        ),
        *lines(_("5. Số định danh cá nhân, CCCD, CMND"), subject.numbers),
        line(_("6. Nơi đăng ký thường trú, tạm trú"), subject.registered),
        line(_("7. Nơi ở hiện nay"), subject.address),
        line(_("8. Điện thoại"), subject.phone),
    ]


def _sentence(subject: Subject) -> list[Block]:
    found: list[Block] = [
        section(_("II. BẢN ÁN VÀ VIỆC CHẤP HÀNH ÁN")),
        line(_("1. Tội danh, điều luật"), subject.offence),
        line(_("2. Mức án"), subject.sentence),
        *lines(_("3. Bản án"), subject.judgments),
        *lines(_("4. Hình phạt bổ sung"), subject.penalties, _("không ghi nhận")),
        *lines(_("5. Nghĩa vụ dân sự"), subject.obligations, _("không ghi nhận")),
        line(_("6. Nơi chấp hành án"), subject.prison),
        paragraph(
            _("7. Về địa phương: diện %(category)s, ra trại ngày %(on)s.")
            % {"category": subject.category.lower(), "on": vn_date(subject.release_on)}
        ),
        line(_("8. Giấy chứng nhận, quyết định"), subject.certificate),
    ]
    if subject.probation:
        start, end = map(vn_date, subject.probation)
        found.append(
            paragraph(_("9. Thời gian thử thách: từ ngày %(start)s đến ngày %(end)s.") % {"start": start, "end": end})
        )
    return found


def _family(subject: Subject) -> list[Block]:
    return [section(_("III. GIA ĐÌNH")), *lines(_("Người trong gia đình, người cần liên hệ"), subject.household)]


def _wishes(subject: Subject) -> list[Block]:
    return [
        section(_("IV. VIỆC LÀM, NGUYỆN VỌNG")),
        line(_("1. Nghề nghiệp, việc làm hiện nay"), subject.job),
        line(_("2. Nguyện vọng (học nghề, việc làm, vay vốn, giấy tờ)"), subject.wishes, dots=2),
        line(_("3. Cán bộ phụ trách"), subject.officer),
        line(_("4. Người giúp đỡ tại cộng đồng"), subject.helper),
    ]


def commitment(subject: Subject, office: Office, law: Law, on: date, mark: str) -> Content:
    """HCD-05, biên bản tiếp nhận và cam kết (Thông tư 10/2024/TT-BCA Điều 9; on conditional release Điều 59 of the law)."""
    return form(
        police_head(office, "BB", signer=subject.officer, title=_("Cán bộ tiếp nhận")),
        on,
        title=_("BIÊN BẢN"),
        about=_("Tiếp nhận và cam kết của người trở về tái hòa nhập cộng đồng (HCD-05)"),
        blocks=[*_opening(subject, office, on), *_guidance(subject, law), *_promises(subject), *_closing()],
        signs_left=(_("NGƯỜI CAM KẾT"), subject.full_name),
        mark=mark,
        basis=_basis(subject, law, "present_days", "commitment_form"),
        code=subject.code,
    )


def _opening(subject: Subject, office: Office, on: date) -> list[Block]:
    return [
        paragraph(
            _("Hôm nay, hồi …… giờ …… phút ngày %(on)s, tại trụ sở %(committee)s, chúng tôi gồm:")
            % {"on": vn_date(on), "committee": office.committee}
        ),
        line(_("1. Cán bộ %s") % office.police, subject.officer),
        paragraph(
            _(
                "2. Người trình diện: %(name)s, sinh %(birth)s, số giấy tờ %(number)s, nơi ở %(address)s; diện %(category)s."
            )
            % {
                "name": subject.full_name,
                "birth": subject.birth or DOTS,
                "number": subject.numbers[0] if subject.numbers else DOTS,
                "address": subject.address or DOTS,
                "category": subject.category.lower(),
            }
        ),
        line(_("3. Đại diện gia đình, đoàn thể (nếu có)"), subject.helper),
    ]


def _guidance(subject: Subject, law: Law) -> list[Block]:
    return [
        section(_("I. ĐÃ THÔNG BÁO, HƯỚNG DẪN")),
        paragraph(_("- Chính sách, biện pháp bảo đảm tái hòa nhập cộng đồng (%s).") % law.article("support").printed),
        paragraph(_("- Đăng ký cư trú, làm giấy tờ tùy thân (%s).") % law.article("papers_guidance").printed),
        paragraph(_loans(subject) % law.article("loan_list_day").printed),
        paragraph(_("- Xóa án tích và thủ tục đề nghị (%s).") % law.article("expungement_review").printed),
        line(_("Nguyện vọng của người trình diện"), subject.wishes, dots=2),
    ]


def _loans(subject: Subject) -> str:
    """Return the text about loans. The bank asks for a certificate that is issued after probation (QĐ 22/2023/QĐ-TTg Điều 3)."""
    if subject.is_conditional:
        return _("- Học nghề, việc làm; vay vốn Ngân hàng Chính sách xã hội sau khi hết thời gian thử thách (%s).")
    return _("- Học nghề, việc làm và vay vốn Ngân hàng Chính sách xã hội (%s).")


def _promises(subject: Subject) -> list[Block]:
    promises = [
        _("Chấp hành chủ trương của Đảng, chính sách, pháp luật của Nhà nước và quy định của địa phương."),
        _("Thực hiện xong hình phạt bổ sung, nghĩa vụ dân sự còn lại của bản án."),
        _("Trình diện, báo cáo cán bộ phụ trách theo hẹn; báo khi thay đổi nơi ở, việc làm, số điện thoại."),
        _("Không vi phạm pháp luật, không tham gia tệ nạn xã hội."),
    ]
    if subject.is_conditional:
        promises += [
            _("Nộp bản tự nhận xét việc chấp hành nghĩa vụ bằng văn bản hằng tháng trong thời gian thử thách."),
            _("Không rời nơi cư trú khi chưa được đồng ý; không xuất cảnh trong thời gian thử thách."),
            _("Có mặt khi được triệu tập."),
        ]
    return [
        section(_("II. NỘI DUNG CAM KẾT")),
        *(paragraph(f"{place}. {text}") for place, text in enumerate(promises, start=1)),
    ]


def _closing() -> list[Block]:
    return [
        paragraph(
            _(
                "Biên bản lập xong hồi …… giờ …… phút, đã đọc lại cho mọi người cùng nghe, công nhận đúng và cùng ký tên."
            )
        )
    ]


def wrong_address(address: WrongAddress, office: Office, law: Law, on: date, mark: str) -> Content:
    """HCD-03: the committee informs the sender that the address is wrong (Thông tư 10/2024/TT-BCA Điều 8)."""
    values = {
        "name": address.full_name,
        "birth": address.birth or DOTS,
        "category": address.category.lower(),
        "address": address.address,
        "notice": address.notice,
        "notice_on": vn_date(address.notice_on),
        "prison": address.prison,
        "received": vn_date(address.received_on),
        "committee": office.committee,
        "verified": vn_date(address.verified_on) if address.verified_on else "…/…/……",
    }
    blocks = [
        paragraph(
            _(
                "Ngày %(received)s, %(committee)s nhận được Thông báo số %(notice)s ngày %(notice_on)s của %(prison)s về việc"
                " người có tên dưới đây về cư trú tại địa phương:"
            )
            % values
        ),
        paragraph(_("Họ và tên: %(name)s; ngày sinh: %(birth)s; diện: %(category)s.") % values),
        paragraph(_("Nơi về cư trú theo thông báo: %(address)s.") % values),
        paragraph(_("Qua xác minh ngày %(verified)s, người này không có nơi cư trú tại địa chỉ nêu trên.") % values),
        line(_("Kết quả xác minh"), address.found, dots=2),
        paragraph(
            _("%(committee)s thông báo để quý cơ quan biết, kiểm tra lại và thông báo đến đúng nơi người đó về cư trú.")
            % values
        ),
    ]
    return form(
        committee_head(office, "TB", title=_("Chủ tịch"), addressees=(address.prison,)),
        on,
        title=_("THÔNG BÁO"),
        about=_("Về việc nơi về cư trú không đúng (HCD-03)"),
        blocks=blocks,
        recipients=(_("Như trên"), office.police, _("Lưu: VT")),
        mark=mark,
        basis=law.article("verify_address_days").printed,
        code="HCD-03",
        number=address.number,
    )
