"""The list behind a number: exactly what it counts, of which the user sees what is in the user's scope; the rest is a count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions.scope import visible_unit_keys
from areas.models import Unit
from cases.models import Case, Need
from cases.records.models import CaseQuerySet
from dashboard.wording import duties_note
from loans import queries as loan_queries
from loans.queries import LoanRow
from reports.measures.dashboard.figure import Figure, Member, Of
from reports.measures.dashboard.question import Question
from reports.measures.dashboard.registry import is_known

# What the members of a figure are called behind their number.
UNITS_OF_COUNT: dict[Of, Promise] = {
    Of.PERSON: gettext_lazy("người"),
    Of.CASE: gettext_lazy("hồ sơ"),
    Of.STAY: gettext_lazy("hồ sơ"),
    Of.REOFFENCE: gettext_lazy("vụ"),
    Of.NEED: gettext_lazy("nhu cầu"),
    Of.LOAN: gettext_lazy("món vay"),
    Of.DUTY: gettext_lazy("việc"),
    Of.FACT: gettext_lazy("sự việc"),
    Of.UNIT: gettext_lazy("đơn vị"),
}


@dataclass(frozen=True)
class Members:
    """The list behind one figure for one user."""

    question: Question
    name: str
    figure: Figure
    user: User

    @cached_property
    def found(self) -> list[Member]:
        """Everything that the figure counts."""
        return self.figure.members(self.question)

    @property
    def unknown_note(self) -> str:
        """Why there is no number and no list; "" if there is."""
        return "" if is_known(self.question, self.name) else duties_note(self.question)

    @property
    def total(self) -> int:
        """How many the figure counts."""
        return len(self.found)

    @property
    def counted_as(self) -> Promise:
        """What is counted: people, cases, loans."""
        return UNITS_OF_COUNT[self.figure.of]

    @cached_property
    def times(self) -> Counter[int]:
        """How often each case stands in the figure."""
        return Counter(one.case for one in self.found if one.case is not None)

    @cached_property
    def cases(self) -> CaseQuerySet:
        """The cases of the list in the user's scope, by name."""
        return Case.objects.visible_to(self.user).for_list().filter(pk__in=list(self.times))

    @property
    def lists_loans(self) -> bool:
        """Whether the list is one of loans and not of cases."""
        return self.figure.of == Of.LOAN

    @property
    def lists_units(self) -> bool:
        """Whether the list is one of units."""
        return self.figure.of == Of.UNIT

    @cached_property
    def loans(self) -> list[LoanRow]:
        """The loans of the list in the user's scope."""
        keys = [one.key for one in self.found]
        visible = loan_queries.for_list(loan_queries.loans_visible_to(self.user).filter(pk__in=keys))
        return loan_queries.loan_rows(visible)

    @cached_property
    def units(self) -> list[Unit]:
        """The units of the list in the user's scope."""
        keys = {one.key for one in self.found} & set(visible_unit_keys(self.user))
        return list(Unit.objects.filter(pk__in=keys).order_by("code"))

    @cached_property
    def hidden(self) -> int:
        """How many of the figure this user may not see: expunged, or under another unit today."""
        if self.lists_loans:
            return self.total - len(self.loans)
        if self.lists_units:
            return self.total - len(self.units)
        return self.total - sum(self.times[pk] for pk in self.cases.values_list("pk", flat=True))

    def note_of(self, case: Case, needs: dict[int, list[str]]) -> str:
        """What the figure counts of this case: its needs, or how many duties."""
        if case.pk in needs:
            return "; ".join(needs[case.pk])
        times = self.times[case.pk]
        return "" if times == 1 else f"{times} {self.counted_as}"

    def needs_of(self, cases: Iterable[Case]) -> dict[int, list[str]]:
        """The needs that the figure counts, by case; empty for other figures."""
        if self.figure.of != Of.NEED:
            return {}
        shown = {case.pk for case in cases}
        keys = [one.key for one in self.found if one.case in shown]
        found: dict[int, list[str]] = {}
        for need in Need.objects.visible_to(self.user).filter(pk__in=keys).order_by("raised_on"):
            label = _("%(kind)s, từ %(on)s") % {"kind": need.get_kind_display(), "on": f"{need.raised_on:%d/%m/%Y}"}
            found.setdefault(need.case_id, []).append(label)
        return found
