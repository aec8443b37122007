"""The duties about every person who is managed: reception, officer, contact, group, support, the file itself.

Thông tư 10/2024/TT-BCA and NĐ 49/2020/NĐ-CP (docs/law.md §2.3, §2.5); where no text sets a day, the office's own plan.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from core.dates import add_months, vn_date
from law.duties.agenda_facts import Duty, DutyContext, Kind
from law.rules import probation, supervision

# Thông tư 10/2024/TT-BCA came into force; earlier receptions used other papers.
FORMS_SINCE = date(2024, 5, 1)


def presentation(context: DutyContext) -> Iterator[Duty]:
    """To present at the commune.

    Within five days on conditional release (Luật THAHS 2019 Điều 59 khoản 2), else by the day that the certificate
    names.
    """
    facts = context.facts
    if facts.presented_on is not None:
        return
    by, code = facts.present_by_on, "present_completed"
    if facts.is_conditional:
        by, code = probation.present_by(facts.release_on, context.law_of(facts.release_on)), "present_days"
    if by is not None and context.shows(by):
        yield context.duty("present", Kind.RECEPTION, _("Trình diện"), code, by, _("ngày trình diện"), "details")


def papers_of_reception(context: DutyContext) -> Iterator[Duty]:
    """The information sheet and the commitment.

    On conditional release they are part of the file (Luật THAHS 2019 Điều 60) and due with the presentation.
    """
    facts = context.facts
    if facts.is_conditional:
        by = context.at_first(probation.present_by(facts.release_on, context.law_of(facts.release_on)))
        sheet, sheet_code = _("Lập phiếu thông tin người được tha tù (HCD-02)"), "file_contents"
        promise, promise_code = _("Ký cam kết chấp hành nghĩa vụ (HCD-05)"), "present_days"
    elif facts.managed_from >= FORMS_SINCE:
        by = context.at_first(facts.present_by_on or facts.managed_from + context.soon)
        sheet, sheet_code = _("Lập phiếu thông tin (HCD-02)"), "information_form"
        promise, promise_code = _("Lập biên bản tiếp nhận, cam kết (HCD-05)"), "commitment_form"
    else:
        return
    if not context.shows(by):
        return
    kind = Kind.RECEPTION
    if facts.information_on is None:
        yield context.duty("information", kind, sheet, sheet_code, by, _("ngày lập phiếu"), "details")
    if facts.commitment_on is None:
        yield context.duty("commitment", kind, promise, promise_code, by, _("ngày ký cam kết"), "details")


def officer_and_helper(context: DutyContext) -> Iterator[Duty]:
    """To assign an officer and a helper; a helper within 3 working days of the interview (TT 10/2024/TT-BCA Điều 10)."""
    facts, kind = context.facts, Kind.ASSIGNMENT
    if not facts.has_officer:
        by = context.at_first(facts.managed_from, timedelta())
        text = _("Phân công cán bộ phụ trách")
        yield context.duty("officer", kind, text, "officer_assigned", by, _("cán bộ phụ trách"), "officer")
    if not facts.has_helper:
        term = context.law.number("helper_assigned")
        by = context.at_first(context.calendar.after(facts.presented_on or facts.managed_from, term))
        if context.shows(by):
            text = _("Phân công người giúp đỡ")
            yield context.duty("helper", kind, text, "helper_assigned", by, _("người giúp đỡ"), "helper")


def contact(context: DutyContext) -> Iterator[Duty]:
    """The next contact: by the office's frequency or on the officer's own date, whichever is earlier."""
    facts = context.facts
    due = supervision.contact_due(
        facts.category,
        facts.group,
        context.law,
        managed_from=facts.managed_from,
        last_on=facts.last_contact_on,
        agreed_on=facts.agreed_on,
    )
    if due.by_on is None:
        return
    by = context.at_first(due.by_on) if facts.last_contact_on is None else due.by_on
    # Shown later than other duties: a contact that is due every month would otherwise always be on the list.
    if context.shows(by, context.soon):
        text = _("Gặp theo hẹn") if due.is_agreed else _("Gặp, tiếp xúc ít nhất %d ngày một lần") % due.every_days
        last = facts.last_contact_on
        missing = _("lần tiếp xúc; lần trước %s") % vn_date(last) if last else _("lần tiếp xúc đầu tiên")
        yield Duty("contact", Kind.CONTACT, text, due.article, by, missing, "contact")


def classification(context: DutyContext) -> Iterator[Duty]:
    """The group A–D of a person who is not on probation; probation is assessed every month instead."""
    facts = context.facts
    if facts.is_conditional:
        return
    last = facts.classified_on
    by = supervision.classification_due(context.law, managed_from=facts.managed_from, last_on=last)
    by = by if last else context.at_first(by, context.ahead)
    if context.shows(by):
        text = _("Phân nhóm A, B, C, D")
        missing = _("nhóm và căn cứ; lần trước %s") % vn_date(last) if last else _("nhóm và căn cứ")
        yield context.duty("group", Kind.GROUP, text, "classification_months", by, missing, "group")


def basic_facts(context: DutyContext) -> Iterator[Duty]:
    """The facts without which nothing can be computed: the pronounced sentence and the certificate."""
    facts, kind = context.facts, Kind.REGISTER
    by = context.at_first(facts.managed_from + context.ahead, context.ahead)
    if not context.shows(by):
        return
    if facts.conviction is None:
        text = _("Nhập mức án đã tuyên")
        yield context.duty("sentence", kind, text, "register_complete", by, _("bản án, mức án"), "judgment")
    if not facts.has_certificate:
        text = _("Bổ sung giấy chứng nhận")
        yield context.duty("certificate", kind, text, "register_complete", by, _("số giấy chứng nhận"), "details")


def identity(context: DutyContext) -> Iterator[Duty]:
    """To help the person get or renew ID papers (TT 10/2024/TT-BCA Điều 9)."""
    facts, law = context.facts, context.law
    if not facts.has_number:
        by = context.at_first(facts.managed_from + context.ahead, context.ahead)
        text, missing = _("Hướng dẫn làm giấy tờ tùy thân"), _("số căn cước")
    elif facts.papers_until is not None:
        by = facts.papers_until
        text, missing = _("Hướng dẫn đổi giấy tờ tùy thân sắp hết hạn"), _("giấy tờ còn giá trị")
    else:
        return
    if context.shows(by, timedelta(days=law.number("papers_warn_days"))):
        yield context.duty("papers", Kind.REGISTER, text, "papers_guidance", by, missing, "numbers")


def residence(context: DutyContext) -> Iterator[Duty]:
    """To prolong a temporary registration before it ends (Luật Cư trú 2020 Điều 28 khoản 3)."""
    by = context.facts.residence_until
    if by is not None and context.shows(by, timedelta(days=context.law.number("papers_warn_days"))):
        text = _("Hướng dẫn gia hạn đăng ký tạm trú")
        missing = _("ngày hết hạn mới hoặc nơi ở mới")
        yield context.duty("residence", Kind.REGISTER, text, "residence_renewal", by, missing, "residence")


def needs(context: DutyContext) -> Iterator[Duty]:
    """One duty for each open need, due on the day entered for it."""
    for wish in context.facts.wishes:
        if context.shows(wish.due_on):
            text = _("Giải quyết nhu cầu: %s") % wish.label
            yield context.duty(f"need:{wish.key}", Kind.SUPPORT, text, "support", wish.due_on, _("kết quả"), "support")


def work(context: DutyContext) -> Iterator[Duty]:
    """To ask whether the person still has each job, some months after it began (row `work_check_months`)."""
    planned = context.law.numbers("work_check_months") if context.facts.jobs else ()
    for job in context.facts.jobs:
        for after in job.unasked:
            by = add_months(job.start_on, after)
            if after in planned and context.shows(by):
                text = _("Kiểm tra còn làm tại %(employer)s sau %(months)d tháng")
                label = text % {"employer": job.employer, "months": after}
                key, missing = f"work:{job.key}:{after}", _("còn làm hay không")
                yield context.duty(key, Kind.SUPPORT, label, "work_check_months", by, missing, "work")


def outgoing_transfer(context: DutyContext) -> Iterator[Duty]:
    """A requested transfer that the other commune has not answered; until then this commune stays responsible."""
    since = context.facts.transfer_asked_on
    if since is not None:
        by = since + timedelta(days=context.law.number("transfer_wait_days"))
        text = _("Chờ xã nơi đến tiếp nhận, đã %d ngày") % (context.today - since).days
        yield context.duty(
            "transfer", Kind.TRANSFER, text, "transfer_wait_days", by, _("trả lời của xã kia"), "transfer"
        )


RULES = (
    presentation,
    papers_of_reception,
    officer_and_helper,
    contact,
    classification,
    basic_facts,
    identity,
    residence,
    needs,
    work,
    outgoing_transfer,
)
