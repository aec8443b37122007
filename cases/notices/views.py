"""Pages of notices: the list, entering one or many, the check of the address, and the state."""

from collections.abc import Iterable
from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import may, needs
from audit import events as audit_events
from cases.models import Notice
from cases.notices import services
from cases.notices.edit_conflicts import version_of_notice
from cases.notices.forms import ListForm, NoticeForm, SettleForm, VerifyForm
from core.dates import today
from law.provider import law_and_calendar

POSTABLE = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50
# A filter, not a state: expected people whose day has passed.
LATE = "late"


@require_safe
@needs("cases.view")
def notices(request):
    """List notices of one state by expected day."""
    state, now = request.GET.get("state") or Notice.State.EXPECTED, today()
    found = Notice.objects.visible_to(request.user).active().select_related("unit", "case")
    late = found.filter(state=Notice.State.EXPECTED, expected_on__lt=now)
    found = late if state == LATE else found.filter(state=state)
    page = Paginator(found.order_by("expected_on", "name_key"), PAGE_SIZE).get_page(request.GET.get("page"))
    audit_events.record(by=request.user, action="notice.list", detail={"found": page.paginator.count})
    context = {
        "page": page,
        "state": state,
        "states": _states(late.count()),
        "today": now,
        "may_edit": may(request.user, "cases.edit"),
        "query": f"state={state}" if state in {LATE, *Notice.State.values} else "",
    }
    _set_verification_deadlines(page)
    return render(request, "cases/notice_list.html", context)


def _states(late: int) -> list[tuple[str, str | Promise]]:
    first, *others = Notice.State.choices
    return [first, (LATE, _("Quá ngày, chưa về (%d)") % late), *others]


def _set_verification_deadlines(found: Iterable[Notice]) -> None:
    """Set on each notice the last day to verify its address, and the article that says so. One query."""
    (book, days), now = law_and_calendar(), today()
    for row in found:
        rules = book.on(min(row.received_on, now))
        row.verify_by = days.after(row.received_on, rules.number("verify_address_days"))
        row.verify_article = rules.article("verify_address_days")


@require_http_methods(POSTABLE)
@needs("cases.edit")
def add(request):
    """Enter the notice of one person."""
    form = bind(request, NoticeForm, user=request.user)

    def act(cleaned):
        number, birth = cleaned.pop("number"), cleaned.pop("birth")
        notice = Notice(**cleaned, **_birth(birth), **_sentence(form.sentence))
        return services.add_notices(by=request.user, notices=[(notice, number)])[0]

    return _form_page(request, form, act, _("Nhập thông báo của trại giam"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def add_list(request):
    """Enter a list of many people, e.g. of an amnesty."""
    form = bind(request, ListForm, user=request.user)
    return _form_page(request, form, partial(_add_list, request.user), _("Nhập danh sách đặc xá, tha tù"))


def _add_list(user, cleaned):
    lines, units = cleaned.pop("lines"), cleaned.pop("units")
    made = []
    for line, unit in zip(lines, units, strict=True):
        values = {"full_name": line.full_name, "address": line.address, "offence": line.offence, **_birth(line.birth)}
        made.append((Notice(**{**cleaned, "unit": unit}, **values), line.number))
    services.add_notices(by=user, notices=made)
    return "cases:notices"


@require_safe
@needs("cases.view")
def notice(request, public_id):
    """Show one notice."""
    row = get_object_or_404(Notice.objects.visible_to(request.user).select_related("unit", "case"), public_id=public_id)
    audit_events.record(by=request.user, action="notice.view", target=row, unit=row.unit_id)
    _set_verification_deadlines([row])
    return render(request, "cases/notice.html", {"notice": row, "may_edit": may(request.user, "cases.edit")})


@require_http_methods(POSTABLE)
@needs("cases.edit")
def verify(request, public_id):
    """Record the check of the address in a notice."""
    row = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    form = bind(request, VerifyForm, record_version=version_of_notice(row))

    def act(cleaned):
        cleaned = {**cleaned, "address_right": cleaned["address_right"] == "yes"}
        return services.verify_address(by=request.user, notice=row, version=row.version, **cleaned)

    return _form_page(request, form, act, _("Kết quả xác minh nơi về cư trú: %s") % row.full_name)


@require_http_methods(POSTABLE)
@needs("cases.edit")
def settle(request, public_id):
    """Record what became of a notice."""
    row = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    form = bind(request, SettleForm, record_version=version_of_notice(row), current_state=row.state)

    def act(cleaned):
        return services.settle_notice(by=request.user, notice=row, **cleaned)

    return _form_page(request, form, act, _("Ghi tình trạng: %s") % row.full_name)


def _birth(birth) -> dict:
    return {"birth_year": birth.year, "birth_month": birth.month, "birth_day": birth.day} if birth else {}


def _sentence(sentence) -> dict:
    return {"sentence_months": sentence.months, "sentence_life": sentence.life} if sentence else {}


def _form_page(request, form, act, title):
    if done := submit(request, form, act, success=_("Đã lưu.")):
        return done
    audit_events.record(by=request.user, action="notice.form")
    return render(request, "cases/plain_form.html", {"form": form, "title": title}, status=form_status(form))
