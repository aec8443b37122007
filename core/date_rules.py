"""Which dates can be together: one table for every form and service function that takes a date.

Pure functions. A key of the table is a service function ("cases.closing.close") or a kind of record ("cases.absence"). A
condition compares a field with `today`, with another field, or with a day that the caller adds (`release_on`, `birth`). A field
without a condition says why it may be any day. Rules that need the law or other rows are elsewhere: stays in
cases/facts/stay_chain.py, loans in loans/fact_rules.py.
"""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.dates import vn_date
from core.errors import Refused

TODAY = "today"
_COMPARE = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}


@dataclass(frozen=True, slots=True)
class DateField:
    """One date: its name in a message, its conditions as (sign, other), and why it has none."""

    label: Promise
    conditions: tuple[tuple[str, str], ...] = ()
    free: str = ""


def _day(label: Promise, *conditions: str, free: str = "") -> DateField:
    return DateField(label, tuple((sign, other) for sign, other in map(str.split, conditions)), free)


PAST = "<= today"
AFTER_RELEASE = ">= release_on"
# Days that the caller adds, as they are called in a message.
CONTEXT = {
    "release_on": _l("ngày ra trại"),
    "birth": _l("ngày sinh"),
    "judged_on": _l("ngày tuyên án"),
    "managed_from": _l("ngày bắt đầu giai đoạn quản lý đang ghi"),
    "probation_end": _l("ngày hết thử thách đang ghi"),
    "first_release_on": _l("ngày ra trại đầu tiên của người này"),
    "guided_on": _l("ngày hướng dẫn"),
    "received_on": _l("ngày nhận thông báo"),
    "proposed_on": _l("ngày đề nghị"),
    "moved_on": _l("ngày chuyển đến nơi ở mới"),
    "start_on": _l("ngày bắt đầu vai trò"),
}
_PLAN = "a plan may lie ahead"
_RECEIVED = {
    "certificate_on": _day(_l("Ngày cấp giấy chứng nhận"), PAST, "> birth"),
    "probation_start_on": _day(_l("Ngày bắt đầu thử thách"), "> birth"),
    "probation_end_on": _day(_l("Ngày hết thử thách"), "> probation_start_on", "> release_on"),
    "present_by_on": _day(_l("Hạn trình diện"), AFTER_RELEASE),
    "presented_on": _day(_l("Ngày trình diện"), PAST, AFTER_RELEASE),
    "information_on": _day(_l("Ngày lập phiếu thông tin"), PAST),
    "commitment_on": _day(_l("Ngày ký cam kết"), PAST),
}

DATES: dict[str, dict[str, DateField]] = {
    # --- service functions -------------------------------------------------------------------------------------------------
    "cases.closing.close": {"on": _day(_l("Ngày đóng hồ sơ"), PAST)},
    "cases.expungement.decide": {"proof_on": _day(_l("Ngày của giấy tờ"), PAST, ">= guided_on")},
    "cases.notices.settle_notice": {"on": _day(_l("Ngày ghi tình trạng"), PAST)},
    "cases.notices.mark_arrived": {"on": _day(_l("Ngày về địa phương"), PAST)},
    "cases.notices.verify_address": {"on": _day(_l("Ngày xác minh"), PAST, ">= received_on")},
    "cases.papers.attach": {"on": _day(_l("Ngày của văn bản"), PAST)},
    "cases.people.add_name": {"until_on": _day(_l("Ngày thôi dùng tên"), PAST, "> birth")},
    "cases.people.add_number": {
        "issued_on": _day(_l("Ngày cấp giấy tờ"), PAST, "> birth"),
        "valid_until": _day(_l("Ngày hết giá trị"), "> issued_on"),
    },
    "cases.people.update_person": {"birth": _day(_l("Ngày sinh"), PAST, "< first_release_on")},
    "cases.probation.complete_probation": {"on": _day(_l("Ngày hết thử thách"), PAST)},
    "cases.probation.certify_completion": {"on": _day(_l("Ngày cấp giấy chứng nhận"), PAST)},
    "cases.probation.decide_shortening": {
        "decided_on": _day(_l("Ngày quyết định"), PAST, ">= proposed_on"),
        "new_end_on": _day(_l("Ngày hết thử thách mới"), ">= decided_on", "< probation_end"),
    },
    "cases.probation.revoke": {"on": _day(_l("Ngày quyết định có hiệu lực"), PAST)},
    "cases.reception.receive_home": {
        "start_on": _day(_l("Ngày về địa phương"), PAST, AFTER_RELEASE),
        "release_on": _day(_l("Ngày ra trại"), PAST, "> birth"),
        # A later judgment for an older crime can be known at the reception; the form asks.
        "judgment_on": _day(_l("Ngày tuyên án"), PAST, "> birth"),
        **_RECEIVED,
    },
    "cases.records.update_details": {
        "release_on": _day(_l("Ngày ra trại"), PAST, "> birth"),
        **_RECEIVED,
        "presentation_reported_on": _day(_l("Ngày báo trại giam đã trình diện"), PAST, AFTER_RELEASE),
        "handed_back_on": _day(_l("Ngày bàn giao hồ sơ"), PAST, AFTER_RELEASE),
    },
    "cases.reoffences.reoffence": {
        "prosecuted_on": _day(_l("Ngày khởi tố bị can"), PAST, ">= first_release_on"),
        "convicted_on": _day(_l("Ngày kết án"), PAST, ">= prosecuted_on"),
        "act_on": _day(_l("Ngày phạm tội mới"), PAST, "<= prosecuted_on"),
        "ended_on": _day(_l("Ngày đình chỉ hoặc tuyên không phạm tội"), PAST, ">= prosecuted_on"),
    },
    "cases.supervision.assign": {"on": _day(_l("Ngày phân công"), PAST, AFTER_RELEASE)},
    "cases.transfers.transfer": {"on": _day(_l("Ngày chuyển hồ sơ"), PAST)},
    "cases.transfers.ask": {"moved_on": _day(_l("Ngày chuyển đến nơi ở mới"), PAST, ">= managed_from")},
    "cases.transfers.accept": {"on": _day(_l("Ngày tiếp nhận"), PAST, ">= moved_on")},
    "cases.worklist.snooze": {"until_on": _day(_l("Ngày hoãn đến"), "> today")},
    "accounts.users.end_membership": {"end_on": _day(_l("Ngày kết thúc vai trò"), ">= today", ">= start_on")},
    "accounts.users.grant_membership": {"start_on": _day(_l("Ngày bắt đầu vai trò"), free=_PLAN)},
    "law.save_setting": {
        "valid_from": _day(_l("Ngày bắt đầu áp dụng"), free="the law may be older or lie ahead"),
        "valid_to": _day(_l("Ngày thôi áp dụng"), "> valid_from"),
        "verified_on": _day(_l("Ngày đối chiếu"), PAST),
    },
    "law.half_years.propose_half_years": {
        "valid_from": _day(_l("Ngày bắt đầu áp dụng"), free="a second person decides, who sees what it does"),
    },
    "law.save_holiday": {"day": _day(_l("Ngày nghỉ"), free="the calendar of a year is announced before it")},
    "loans.fact": {"on": _day(_l("Ngày ghi"), PAST)},
    # --- records -----------------------------------------------------------------------------------------------------------
    "cases.notice": {
        "notice_on": _day(_l("Ngày thông báo"), PAST),
        "received_on": _day(_l("Ngày nhận"), PAST, ">= notice_on"),
        "expected_on": _day(_l("Ngày dự kiến về"), free=_PLAN),
        "probation_end_on": _day(_l("Ngày hết thử thách"), "> notice_on"),
    },
    "cases.absence": {
        "applied_on": _day(_l("Ngày nộp đơn"), PAST, AFTER_RELEASE),
        "from_on": _day(_l("Ngày đi"), AFTER_RELEASE),
        "until_on": _day(_l("Ngày cuối"), ">= from_on"),
        "returned_on": _day(_l("Ngày trở về"), PAST, ">= from_on"),
        "decided_on": _day(_l("Ngày quyết định"), PAST, ">= applied_on"),
    },
    "cases.breach": {
        "on": _day(_l("Ngày vi phạm"), PAST, AFTER_RELEASE),
        "record_on": _day(_l("Ngày lập biên bản"), PAST, ">= on"),
        "meeting_on": _day(_l("Ngày họp kiểm điểm"), PAST, ">= on"),
        "reported_on": _day(_l("Ngày báo cáo"), PAST, ">= on"),
        "requested_on": _day(_l("Ngày đề nghị"), PAST, ">= on"),
    },
    "cases.moverequest": {
        "applied_on": _day(_l("Ngày nộp đơn"), PAST, AFTER_RELEASE),
        "decided_on": _day(_l("Ngày quyết định"), PAST, ">= applied_on"),
    },
    "cases.shortening": {"proposed_on": _day(_l("Ngày đề nghị"), PAST, AFTER_RELEASE)},
    "cases.judgment": {
        "on": _day(_l("Ngày tuyên án"), PAST, "> birth"),
        "effective_on": _day(_l("Ngày có hiệu lực"), PAST, ">= on"),
        "execution_on": _day(_l("Ngày quyết định thi hành án"), PAST, ">= on"),
    },
    "cases.offence": {"act_on": _day(_l("Ngày phạm tội"), PAST, "<= judged_on", "> birth")},
    "cases.additionalpenalty": {
        "start_on": _day(_l("Ngày bắt đầu"), free=_PLAN),
        "end_on": _day(_l("Ngày kết thúc"), ">= start_on"),
        "done_on": _day(_l("Ngày chấp hành xong"), PAST, ">= start_on"),
    },
    "cases.civilobligation": {"done_on": _day(_l("Ngày thực hiện xong"), PAST, "> birth")},
    "cases.newsentence": {
        "prosecuted_on": _day(_l("Ngày bị khởi tố"), PAST),
        "act_on": _day(_l("Ngày phạm tội mới"), PAST, "<= prosecuted_on"),
        "on": _day(_l("Ngày tuyên án"), PAST, ">= prosecuted_on"),
        "completed_on": _day(_l("Ngày chấp hành xong"), PAST, ">= on"),
    },
    "cases.residence": {
        "from_on": _day(_l("Ngày đến ở"), PAST, ">= birth"),
        "left_on": _day(_l("Ngày chuyển đi"), PAST, ">= from_on"),
        "registered_on": _day(_l("Ngày đăng ký"), PAST),
        "valid_until": _day(_l("Ngày hết hạn"), ">= registered_on"),
        "verified_on": _day(_l("Ngày xác minh"), PAST),
    },
    "cases.contact": {
        "on": _day(_l("Ngày tiếp xúc"), PAST, AFTER_RELEASE),
        "for_month": _day(_l("Tháng của bản nhận xét"), PAST),
        "next_on": _day(_l("Ngày tiếp xúc lần sau"), "> on"),
    },
    "cases.classification": {"on": _day(_l("Ngày xếp nhóm"), PAST, AFTER_RELEASE)},
    "cases.need": {
        "raised_on": _day(_l("Ngày nêu"), PAST),
        "due_on": _day(_l("Hạn giải quyết"), ">= raised_on"),
        "closed_on": _day(_l("Ngày kết thúc"), PAST, ">= raised_on"),
    },
    "cases.supportaction": {"on": _day(_l("Ngày giúp đỡ"), PAST)},
    "cases.employment": {
        "start_on": _day(_l("Ngày bắt đầu làm"), PAST),
        "end_on": _day(_l("Ngày thôi việc"), PAST, ">= start_on"),
    },
    "cases.expungementreview": {
        "guided_on": _day(_l("Ngày hướng dẫn"), PAST),
        "petition_on": _day(_l("Ngày nộp đơn"), PAST, ">= guided_on"),
    },
    "cases.administrativepenalty": {
        "on": _day(_l("Ngày vi phạm"), PAST, AFTER_RELEASE),
        "decided_on": _day(_l("Ngày quyết định"), PAST, ">= on"),
        "done_on": _day(_l("Ngày chấp hành xong"), PAST, ">= decided_on"),
    },
    "cases.workcheck": {"on": _day(_l("Ngày xác định"), PAST, AFTER_RELEASE)},
    "cases.personalpaper": {
        "noted_on": _day(_l("Ngày xác định còn thiếu"), PAST),
        "applied_on": _day(_l("Ngày nộp hồ sơ làm giấy tờ"), PAST),
        "issued_on": _day(_l("Ngày được cấp"), PAST, ">= noted_on"),
    },
    "cases.casedocument": {"on": _day(_l("Ngày của văn bản"), PAST)},
    "cases.householdmember": {},
    "community.communemodel": {
        "launched_on": _day(_l("Ngày ra mắt"), PAST),
        "decision_on": _day(_l("Ngày quyết định"), PAST),
        "ended_on": _day(_l("Ngày kết thúc"), PAST, "> launched_on"),
    },
    "community.modelmember": {
        "start_on": _day(_l("Ngày bắt đầu"), PAST),
        "end_on": _day(_l("Ngày thôi"), PAST, ">= start_on"),
    },
    "community.help": {
        "start_on": _day(_l("Ngày bắt đầu"), PAST),
        "end_on": _day(_l("Ngày thôi"), PAST, ">= start_on"),
    },
    "community.enterprise": {"promised_on": _day(_l("Ngày cam kết"), PAST)},
    "community.activity": {"on": _day(_l("Ngày hoạt động"), PAST)},
    "community.fundentry": {"on": _day(_l("Ngày thu, chi"), PAST)},
    "community.gift": {"on": _day(_l("Ngày tặng"), PAST)},
}


def broken(key: str, values: Mapping[str, object], today: date) -> list[tuple[str, str]]:
    """Return (field, message) for each condition that the values break; the first one of each field.

    `values`: the fields by name, and the days that the conditions compare with; a missing or empty one is not compared.
    Raises KeyError for an unknown key.
    """
    known = {name: value for name, value in values.items() if isinstance(value, date)} | {TODAY: today}
    found = []
    for name, field in DATES[key].items():
        for sign, other in field.conditions:
            if name in known and other in known and not _COMPARE[sign](known[name], known[other]):
                found.append((name, _message(key, field, sign, other, known[other])))
                break
    return found


def require(key: str, today: date, **values) -> None:
    """Raise Refused with what is wrong with the dates, and the days in question."""
    if found := broken(key, values, today):
        raise Refused(" ".join(message for _name, message in found))


def _message(key: str, field: DateField, sign: str, other: str, limit: date) -> str:
    texts = {
        "<=": _("%(field)s không được sau %(other)s (%(day)s)."),
        ">=": _("%(field)s không được trước %(other)s (%(day)s)."),
        "<": _("%(field)s phải trước %(other)s (%(day)s)."),
        ">": _("%(field)s phải sau %(other)s (%(day)s)."),
    }
    return texts[sign] % {"field": field.label, "other": _name(key, other), "day": vn_date(limit)}


def _name(key: str, other: str) -> str:
    if other == TODAY:
        return _("hôm nay")
    label = str(DATES[key][other].label if other in DATES[key] else CONTEXT[other])
    return label[:1].lower() + label[1:]
