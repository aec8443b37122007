"""Forms of probation: breaches, monthly assessment, shortening, revocation, hand-over of the file, certificate."""

from datetime import date

from django.utils.translation import gettext as _

from cases.papers.official.layout import (
    DOTS,
    blank,
    committee_head,
    execution_head,
    form,
    line,
    lines,
    paragraph,
    police_head,
    section,
)
from cases.papers.official.value_types import BreachValues, Month, Office, Presentation, Proposal, Subject
from core.dates import vn_date
from core.documents.model import Block, Content
from law.timeline import Law


def presentation(subject: Subject, presented: Presentation, office: Office, law: Law, on: date, mark: str) -> Content:
    """Report of the committee to the body that executes sentences: presentation and commitment of the person."""
    promised = _("ký ngày %s") % vn_date(presented.promised_on) if presented.promised_on else _("chưa ghi nhận")
    blocks = [
        *_of_whom(subject),
        line(_("1. Ngày được tha"), vn_date(subject.release_on)),
        line(_("2. Phải trình diện chậm nhất ngày"), vn_date(presented.by_on)),
        line(_("3. Kết quả trình diện"), _presentation_result(presented)),
        line(_("4. Bản cam kết"), promised),
        *lines(_("5. Biên bản về việc không trình diện, không cam kết"), presented.breaches, _("không ghi nhận")),
        line(_("6. Người trực tiếp giám sát, giáo dục"), subject.officer),
        line(_("7. Người giúp đỡ tại cộng đồng"), subject.helper),
        line(_("8. Nhận xét, đề nghị"), dots=3),
    ]
    return form(
        committee_head(office, "BC", title=_("Chủ tịch"), addressees=(office.execution,)),
        on,
        title=_("BÁO CÁO"),
        about=_("Kết quả trình diện, cam kết của người được tha tù trước thời hạn có điều kiện"),
        blocks=blocks,
        recipients=_copies(subject, office),
        mark=mark,
        basis=law.article("present_report").printed,
        code=subject.code,
    )


def _presentation_result(presented: Presentation) -> str:
    """Return the entered result and whether it was in time. An empty field means not recorded, never that nobody came."""
    if presented.presented_on is None:
        return _("chưa ghi nhận")
    day = vn_date(presented.presented_on)
    if presented.days_late:
        return _("đã trình diện ngày %(day)s, muộn %(days)d ngày") % {"day": day, "days": presented.days_late}
    return _("đã trình diện ngày %s, đúng hạn") % day


def breach_record(subject: Subject, breach: BreachValues, office: Office, law: Law, on: date, mark: str) -> Content:
    """Minutes of a breach, written by the commune police."""
    blocks = [
        paragraph(
            _("Hôm nay, hồi …… giờ …… phút ngày %(on)s, tại %(office)s, cán bộ %(officer)s lập biên bản về việc:")
            % {"on": vn_date(on), "office": office.police, "officer": subject.officer or DOTS}
        ),
        *_of_whom(subject),
        paragraph(
            _("đã vi phạm nghĩa vụ ngày %(on)s: %(kind)s (%(which)s).")
            % {"on": vn_date(breach.on), "kind": breach.kind.lower(), "which": breach.which}
        ),
        line(_("Nội dung vi phạm"), breach.description, dots=2),
        line(_("Ý kiến của người vi phạm"), dots=3),
        line(_("Người chứng kiến")),
        paragraph(
            _("Biên bản lập xong hồi …… giờ …… phút, đã đọc lại cho người vi phạm nghe, công nhận đúng và cùng ký tên.")
        ),
    ]
    return form(
        police_head(office, "BB", signer=subject.officer, title=_("Cán bộ lập biên bản")),
        on,
        title=_("BIÊN BẢN"),
        about=_("Vi phạm nghĩa vụ trong thời gian thử thách"),
        blocks=blocks,
        signs_left=(_("NGƯỜI VI PHẠM"), subject.full_name),
        mark=mark,
        basis=law.article("breach_minutes").printed,
        code=subject.code,
        number=breach.number,
    )


def review_meeting(subject: Subject, breach: BreachValues, office: Office, law: Law, on: date, mark: str) -> Content:
    """Minutes of the meeting at the place of residence after a breach."""
    blocks = [
        paragraph(
            _("Hôm nay, hồi …… giờ …… phút ngày %(on)s, tại %(place)s, %(committee)s tổ chức họp kiểm điểm.")
            % {"on": vn_date(on), "place": subject.address or DOTS, "committee": office.committee}
        ),
        line(_("Chủ trì")),
        line(_("Thư ký")),
        line(_("Thành phần dự (thôn, đoàn thể, gia đình, người giúp đỡ)"), subject.helper),
        section(_("I. NGƯỜI BỊ KIỂM ĐIỂM")),
        *_of_whom(subject),
        line(_("Hành vi ngày %(on)s (%(which)s)") % {"on": vn_date(breach.on), "which": breach.which}, breach.text),
        line(_("Biên bản, quyết định xử phạt"), breach.record),
        section(_("II. DIỄN BIẾN")),
        line(_("Người vi phạm tự kiểm điểm"), dots=4),
        line(_("Ý kiến đóng góp"), dots=4),
        section(_("III. KẾT LUẬN")),
        blank(4),
    ]
    return form(
        committee_head(office, "BB", title=_("Chủ trì"), is_minutes=True),
        on,
        title=_("BIÊN BẢN"),
        about=_("Họp kiểm điểm người được tha tù trước thời hạn có điều kiện"),
        blocks=blocks,
        signs_left=(_("NGƯỜI BỊ KIỂM ĐIỂM"), subject.full_name),
        mark=mark,
        basis=law.article("review_meeting").printed,
        code=subject.code,
    )


def assessment(subject: Subject, month: Month, office: Office, law: Law, on: date, mark: str) -> Content:
    """The commune's monthly assessment, for the body that executes sentences."""
    none = _("không ghi nhận")
    reported = _("nộp ngày %s") % vn_date(month.reported_on) if month.reported_on else _("chưa ghi nhận")
    blocks = [
        *_of_whom(subject),
        line(_("1. Bản tự nhận xét của người được tha tù"), reported),
        *lines(_("2. Việc gặp gỡ, giám sát"), month.contacts),
        *lines(_("3. Vắng mặt tại nơi cư trú"), month.absences, none),
        *lines(_("4. Vi phạm nghĩa vụ"), month.breaches, none),
        line(_("5. Việc làm, đời sống"), subject.job),
        line(_("6. Nhận xét, đánh giá"), month.assessment, dots=4),
        line(_("7. Đề nghị"), dots=2),
    ]
    return form(
        committee_head(office, "NX", title=_("Chủ tịch"), addressees=(office.execution,)),
        on,
        title=_("NHẬN XÉT"),
        about=_("Việc chấp hành nghĩa vụ của người được tha tù trước thời hạn có điều kiện, tháng %s")
        % f"{month.first:%m/%Y}",
        blocks=blocks,
        recipients=_copies(subject, office),
        mark=mark,
        basis=law.article("assessment_first_days").printed,
        code=subject.code,
    )


def shortening(subject: Subject, asked: Proposal, office: Office, law: Law, on: date, mark: str) -> Content:
    """Proposal of the committee to shorten the probation. The committee writes the months by hand, within the law's limits."""
    limits = {
        "least": law.number("shorten_min_months"),
        "most": law.number("shorten_max_months"),
        "article": law.article("shorten_min_months").printed,
    }
    blocks = [
        *_of_whom(subject),
        line(_("Tội danh, mức án"), "; ".join(filter(None, [subject.offence, subject.sentence]))),
        line(_("1. Đủ %s thời gian thử thách từ ngày") % law.share("shorten_min_share"), _day(asked.half_on)),
        line(
            _("2. Phải thực tế chấp hành %s, đến ngày") % law.share("shorten_served_share"),
            _("không yêu cầu (trường hợp đặc biệt)") if asked.is_exception else _day(asked.enough_on),
        ),
        *lines(_("3. Vi phạm nghĩa vụ, xử phạt"), asked.breaches, _("không ghi nhận")),
        *lines(_("4. Nghĩa vụ dân sự"), subject.obligations, _("không ghi nhận")),
        line(_("5. Căn cứ đề nghị (tiến bộ, thành tích)"), asked.reason, dots=3),
        paragraph(
            _("6. Đề nghị rút ngắn …… tháng (từ %(least)s đến %(most)s tháng, hoặc phần còn lại; %(article)s).")
            % limits
        ),
    ]
    return form(
        committee_head(office, "ĐN", title=_("Chủ tịch"), addressees=(office.execution,)),
        on,
        title=_("VĂN BẢN ĐỀ NGHỊ"),
        about=_("Rút ngắn thời gian thử thách"),
        blocks=blocks,
        recipients=_copies(subject, office),
        mark=mark,
        basis=law.article("shorten_min_share").printed,
        code=subject.code,
    )


def revocation(
    subject: Subject, breaches: tuple[BreachValues, ...], office: Office, law: Law, on: date, mark: str
) -> Content:
    """Request of the committee to start the revocation of the release."""
    texts = [f"{vn_date(one.on)}: {one.text} ({one.which})" + _record(one) for one in breaches]
    blocks = [
        *_of_whom(subject),
        *lines(_("Vi phạm nghĩa vụ, xử phạt vi phạm hành chính trong thời gian thử thách"), texts),
        line(_("Việc kiểm điểm, giáo dục đã thực hiện"), dots=3),
        paragraph(
            _("%(committee)s đề nghị lập hồ sơ đề nghị Tòa án hủy quyết định tha tù trước thời hạn (%(article)s).")
            % {"committee": office.committee, "article": law.article("revocation_ground").printed}
        ),
    ]
    return form(
        committee_head(office, "ĐN", title=_("Chủ tịch"), addressees=(office.execution,)),
        on,
        title=_("VĂN BẢN ĐỀ NGHỊ"),
        about=_("Hủy quyết định tha tù trước thời hạn có điều kiện"),
        blocks=blocks,
        recipients=_copies(subject, office),
        mark=mark,
        basis=law.article("revocation_request_days").printed,
        code=subject.code,
    )


def completion(subject: Subject, office: Office, law: Law, on: date, mark: str) -> Content:
    """Draft of the completion certificate for the body that issues it on the last day of probation."""
    blocks = [
        paragraph(_("%s chứng nhận:") % office.execution),
        *_of_whom(subject),
        line(_("Tội danh, mức án"), "; ".join(filter(None, [subject.offence, subject.sentence]))),
        *lines(_("Bản án"), subject.judgments),
        line(_("Chấp hành xong án phạt tù ngày"), _day(subject.probation[1]) if subject.probation else ""),
        *lines(_("Hình phạt bổ sung"), subject.penalties, _("không ghi nhận")),
        *lines(_("Nghĩa vụ dân sự"), subject.obligations, _("không ghi nhận")),
    ]
    return form(
        execution_head(office, "GCN", title=_("Thủ trưởng cơ quan")),
        on,
        title=_("GIẤY CHỨNG NHẬN"),
        about=_("Chấp hành xong án phạt tù"),
        blocks=blocks,
        recipients=(_("Người được cấp"), office.committee, office.police, _("Lưu: VT, THAHS")),
        mark=mark,
        basis=law.article("completion_certificate").printed,
        code=subject.code,
        draft_mark=_("DỰ THẢO"),
    )


def _copies(subject: Subject, office: Office) -> tuple[str, ...]:
    return (_("Như trên"), office.police, _("Lưu: VT, hồ sơ %s") % subject.code)


def _record(breach: BreachValues) -> str:
    return _("; biên bản, quyết định %s") % breach.record if breach.record else ""


def _day(day: date | None) -> str:
    return vn_date(day) if day else ""


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
    """Minutes of handing the file over before probation ends."""
    blocks = [
        paragraph(
            _("Hôm nay, ngày %(on)s, %(committee)s bàn giao cho %(body)s hồ sơ của:")
            % {"on": vn_date(on), "committee": office.committee, "body": office.execution}
        ),
        *_of_whom(subject),
        section(_("TÀI LIỆU TRONG HỒ SƠ")),
        *(paragraph(f"{place}. {name}: …… tờ") for place, name in enumerate(PAPERS, start=1)),
        line(_("Tình trạng hồ sơ, ghi chú"), dots=2),
    ]
    return form(
        committee_head(office, "BB", title=_("Đại diện bên giao"), is_minutes=True),
        on,
        title=_("BIÊN BẢN"),
        about=_("Bàn giao hồ sơ người được tha tù trước thời hạn có điều kiện"),
        blocks=blocks,
        signs_left=(_("ĐẠI DIỆN BÊN NHẬN"), ""),
        mark=mark,
        basis=law.article("handover_days").printed,
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
