"""The duties tab, and the next duty at the head of the case page."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import HeaderLine, header, tab
from cases.models import Case
from cases.worklist import worklist
from law.duties.agenda import Kind


@tab(slug="duties", label=_("Việc phải làm"), template="cases/tabs/duties.html", order=5)
def duties(request, case: Case) -> dict:
    """Collect the duties of the case."""
    return {"lines": worklist.duties_of_case(case), "may_edit": may(request.user, "cases.edit")}


@header
def next_duty(case: Case) -> Iterable[HeaderLine]:
    """Yield the next duty and an open transfer for the head of the case page."""
    found = [line for line in worklist.duties_of_case(case) if line.snoozed is None and line.days_left is not None]
    if found:
        first = found[0]
        yield HeaderLine(
            gettext("Việc tiếp theo"), f"{first.duty.what}, {first.when}", first.url, is_urgent=first.is_overdue
        )
    for line in worklist.duties_of_case(case):
        if line.duty.kind == Kind.TRANSFER:
            yield HeaderLine(gettext("Đang chuyển hồ sơ"), str(line.duty.what), line.url)
