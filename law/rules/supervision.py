"""When the next contact is due, and which group A–D the recorded facts suggest (TT 10/2024/TT-BCA; docs/law.md §2.3).

No text sets the frequency of contacts: it is the office's plan, in dated rows. The group is a proposal; the officer
decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from core.dates import add_months, vn_date
from law.statutes.reintegration import contact_code
from law.timeline import Article, Law, Reason


class Group(StrEnum):
    """The groups of TT 10/2024/TT-BCA Điều 12, as in cases.models.Classification.Group."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class ContactDue:
    """When the next contact is due; `every_days` 0: none is expected (and `by_on` only what was agreed)."""

    every_days: int
    by_on: date | None
    # Whether the officer's own date is what makes it due.
    is_agreed: bool
    article: Article


def contact_due(
    category: str,
    group: str,
    law: Law,
    *,
    managed_from: date,
    last_on: date | None = None,
    agreed_on: date | None = None,
) -> ContactDue:
    """When the next contact is due: by the office's frequency or as agreed at the last contact, whichever is earlier.

    `group`: A–D, or "" if not classified. `agreed_on` counts only if it is after `last_on`, the day of the last
    contact.
    """
    code = contact_code(category, group)
    every = law.number(code)
    usual = max(filter(None, [managed_from, last_on])) + timedelta(days=every) if every else None
    agreed = agreed_on if agreed_on and (last_on is None or agreed_on > last_on) else None
    is_agreed = agreed is not None and (usual is None or agreed <= usual)
    by_on = agreed if is_agreed else usual
    return ContactDue(every, by_on, is_agreed, law.article("next_contact" if is_agreed else code))


def classification_due(law: Law, *, managed_from: date, last_on: date | None = None) -> date:
    """The day by which the group is decided, at first counted from `managed_from` (TT 10/2024/TT-BCA Điều 12)."""
    return add_months(last_on or managed_from, law.number("classification_months"))


@dataclass(frozen=True, slots=True)
class Situation:
    """The recorded facts about a person on a day; None: not recorded."""

    # In detention, compulsory education, a reformatory or compulsory detoxification.
    is_held: bool = False
    # The latest breach, absence without permission, or missed presentation; the latest prosecution.
    last_breach_on: date | None = None
    prosecuted_on: date | None = None
    # Reports asked for by law that are missing.
    missing_reports: int = 0
    has_work: bool | None = None
    is_work_stable: bool | None = None
    has_home: bool | None = None
    open_needs: int = 0


@dataclass(frozen=True, slots=True)
class GroupSuggestion:
    """The group that the recorded facts suggest, with the reasons; the officer decides."""

    group: Group
    reasons: tuple[Reason, ...]


def suggested_group(situation: Situation, law: Law, on: date) -> GroupSuggestion:
    """The group that the facts suggest on the day `on`, with the reasons (TT 10/2024/TT-BCA Điều 12).

    D, C and B in this order if something is recorded for them; else A, for which work and home must be recorded.
    """
    for group, found in ((Group.D, _held), (Group.C, _against), (Group.B, _in_difficulty)):
        reasons = tuple(found(situation, law, on))
        if reasons:
            return GroupSuggestion(group, reasons)
    text = _("Có việc làm, chỗ ở ổn định, không vi phạm, không còn nhu cầu chưa được giúp đỡ.")
    return GroupSuggestion(Group.A, (_reason(law, "stable", text),))


def _held(situation: Situation, law: Law, on: date) -> Iterator[Reason]:
    if situation.is_held:
        text = _("Đang bị tạm giam hoặc ở cơ sở giáo dục, cai nghiện bắt buộc, trường giáo dưỡng.")
        yield _reason(law, "held", text)


def _against(situation: Situation, law: Law, on: date) -> Iterator[Reason]:
    """Breaches, prosecutions and missing reports; breaches only since one term of classification."""
    since = add_months(on, -law.number("classification_months"))
    if situation.prosecuted_on:
        yield _reason(law, "prosecuted", _("Bị khởi tố về tội mới ngày %s.") % vn_date(situation.prosecuted_on))
    if situation.last_breach_on and situation.last_breach_on >= since:
        yield _reason(law, "breach", _("Vi phạm nghĩa vụ ngày %s.") % vn_date(situation.last_breach_on))
    if situation.missing_reports:
        text = _("Thiếu %s bản báo cáo hằng tháng.") % situation.missing_reports
        yield _reason(law, "missing_reports", text)


def _in_difficulty(situation: Situation, law: Law, on: date) -> Iterator[Reason]:
    if situation.has_work is None:
        yield _reason(law, "work_unknown", _("Chưa ghi nhận có việc làm."))
    elif not situation.has_work:
        yield _reason(law, "no_work", _("Chưa có việc làm."))
    elif not situation.is_work_stable:
        yield _reason(law, "unstable_work", _("Việc làm chưa ổn định."))
    if situation.has_home is None:
        yield _reason(law, "home_unknown", _("Chưa ghi nhận chỗ ở ổn định."))
    elif not situation.has_home:
        yield _reason(law, "no_home", _("Chưa có chỗ ở ổn định."))
    if situation.open_needs:
        yield _reason(law, "needs", _("Còn %s nhu cầu chưa được giúp đỡ.") % situation.open_needs)


def _reason(law: Law, code: str, text: str) -> Reason:
    return law.reason(code, text, of="classification_months")
