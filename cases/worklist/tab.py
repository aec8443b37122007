"""What is to be done about this person: in the head of the page the next duty, in the tab all of them."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Fact, header, tab
from cases.models import Case
from cases.worklist import worklist
from law.duties.agenda import Kind


@tab(slug="duties", label=_("Việc phải làm"), template="cases/tabs/duties.html", order=5)
def duties(request, case: Case) -> dict:
    return {"lines": worklist.of_case(case), "may_edit": may(request.user, "cases.edit")}


@header
def next_duty(case: Case) -> Iterable[Fact]:
    found = [line for line in worklist.of_case(case) if line.snoozed is None and line.days_left is not None]
    if found:
        first = found[0]
        yield Fact(gettext("Việc tiếp theo"), f"{first.duty.what}, {first.when}", first.url, is_urgent=first.is_overdue)
    for line in worklist.of_case(case):
        if line.duty.kind == Kind.TRANSFER:
            yield Fact(gettext("Đang chuyển hồ sơ"), line.duty.what, line.url)
