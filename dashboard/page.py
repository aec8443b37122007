"""The dashboard as its template shows it: cards, tables and charts, each number with the address of the list behind it."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.support.models import SupportKind
from core.charts import Chart
from core.documents.model import decimal_comma, number
from dashboard import wording
from dashboard.content import Dashboard, per_100
from dashboard.pictures import Pictures
from dashboard.question_form import address_of
from dashboard.reconciliation.services import last_of
from law.choices import Category
from reports.measures.dashboard.rate_shown import RateShown
from reports.measures.dashboard.registry import FIGURES
from reports.measures.management import TOTAL
from reports.targets.models import target_on

AGES = (
    ("0_30", gettext_lazy("Đến 30 ngày")),
    ("31_90", gettext_lazy("31–90 ngày")),
    ("over_90", gettext_lazy("Trên 90 ngày")),
)
ATTENTION = (
    "first_90_days_no_contact",
    "first_90_days_no_work",
    "first_90_days_papers",
    "work_without",
    "expungement_due",
    "no_officer",
    "loans_overdue",
)
TRUST = ("unconfirmed", "unattributed", "late", "after_report", "corrected", "withdrawn")
WORK = ("work_with", "work_without", "work_unknown")
GROUPS = ("group_a", "group_b", "group_c", "group_d", "group_none")
LOANS = ("loans_approved", "loans_disbursed", "loans_overdue")
FIRST_DAYS = ("first_90_days", "first_90_days_no_contact", "first_90_days_no_work", "first_90_days_papers")
# Numbers of these are in colour when they are not 0: late or wrong, uncertain.
LATE = {"first_90_days_no_contact", "overdue_duties", "loans_overdue", "no_officer"}
UNSURE = {"unconfirmed", "unattributed", "after_report", "withdrawn"}


@dataclass(frozen=True)
class Number:
    """One number and the door to the list behind it."""

    label: str | Promise
    text: str
    link: str
    tone: str = ""


@dataclass(frozen=True)
class CategoryRow:
    """The rate of one category."""

    label: str | Promise
    shown: RateShown
    link: str

    @property
    def counts(self) -> str:
        """Both counts."""
        return wording.counts_text(self.shown)

    @property
    def rate(self) -> str:
        """The rate."""
        return wording.rate_text(self.shown)

    @property
    def range(self) -> str:
        """The interval."""
        return wording.range_text(self.shown)


@dataclass(frozen=True)
class UnitRow:
    """A unit directly below, per 100 people and not by raw counts."""

    name: str
    link: str
    open_cases: Number
    overdue: str
    contacts: str
    no_officer: Number
    delay: str
    silent: bool


class Page:
    """One dashboard for its template."""

    def __init__(self, dashboard: Dashboard, *, is_now: bool) -> None:
        self.dashboard, self.is_now = dashboard, is_now
        self.question = dashboard.question
        self.pictures = Pictures(dashboard, is_now=is_now)

    @property
    def title(self) -> str:
        """Where and when."""
        return wording.title(self.question)

    @property
    def former_unit(self) -> str:
        """That the unit is no more; "" for a unit of today."""
        return wording.former_unit(self.question)

    @property
    def map_text(self) -> str:
        """That today's map is used; "" for that of the period."""
        return wording.map_text(self.question)

    @property
    def category(self) -> str:
        """The category asked for; "" for all."""
        return "" if self.question.category == TOTAL else str(Category(self.question.category).label)

    @property
    def days(self) -> str:
        """The days of the period."""
        return wording.known_text(self.question)

    @property
    def reconciled(self) -> str:
        """Whether page, lists, report, JSON and workbook agreed when they were last compared."""
        return wording.reconciled_text(last_of(self.question))

    @property
    def query(self) -> str:
        """The address of this question."""
        return address_of(self.question, is_now=self.is_now)

    # --- rate --------------------------------------------------------------------------------------------------------------

    @property
    def rate(self) -> str:
        """The rate asked for."""
        return wording.rate_text(self.dashboard.headline)

    @property
    def reoffended(self) -> Number:
        """How many reoffended."""
        return self.number("reoffended")

    @property
    def managed(self) -> Number:
        """Of how many."""
        return self.number("managed")

    @property
    def chance(self) -> str:
        """How far the true rate may be from the one seen."""
        return wording.chance(self.dashboard.headline)

    @property
    def year_before(self) -> str:
        """The same period a year before."""
        return wording.year_before_text(self.dashboard)

    @property
    def target(self) -> str:
        """The target in force with its document, and whether it is met."""
        return wording.target_text(target_on(self.question.unit, self.question.period.end), self.dashboard.headline)

    @property
    def beside_the_rate(self) -> list[Number]:
        """What stands beside every rate: reoffences not yet confirmed, and those that no rate counts."""
        return self.numbers(("unconfirmed", "unattributed"))

    @property
    def categories(self) -> list[CategoryRow]:
        """The rate by category."""
        labels: dict[str, str | Promise] = {**{one.value: one.label for one in Category}, TOTAL: _("Tất cả các diện")}
        return [
            CategoryRow(labels[name], one, self.pictures.members("reoffended", category=name))
            for name, one in self.dashboard.by_category.items()
        ]

    @property
    def what_if(self) -> list[str]:
        """One person more or fewer."""
        return wording.what_if_sentences(self.dashboard)

    # --- numbers with doors ------------------------------------------------------------------------------------------------

    def number(self, name: str) -> Number:
        """A figure of the registry with its list."""
        value = self.dashboard.numbers.own[name]
        tone = "late" if name in LATE else "soon" if name in UNSURE else ""
        text = "—" if value is None else number(value)
        return Number(FIGURES[name].label, text, self.pictures.members(name), tone if value else "")

    def numbers(self, names: tuple[str, ...]) -> list[Number]:
        """Those of the named figures that are known."""
        own = self.dashboard.numbers.own
        return [self.number(name) for name in names if own.get(name) is not None]

    @property
    def attention(self) -> list[Number]:
        """Where help is needed."""
        return [*([self.overdue] if self.duties_are_known else []), *self.numbers(ATTENTION)]

    @property
    def duties_are_known(self) -> bool:
        """Whether duties can be counted for that day."""
        return self.dashboard.numbers.own["overdue_duties"] is not None

    @property
    def duties_note(self) -> str:
        """Why there are no duties on a page of another day than today."""
        return wording.duties_note(self.question)

    @property
    def duties_link(self) -> str:
        """The page of today, on which there are; "" for a unit that exists no more."""
        unit = self.question.unit
        return "" if unit.valid_to else f"{reverse('dashboard:page')}?{urlencode({'unit': unit.code})}"

    @property
    def overdue(self) -> Number:
        """Overdue duties per 100 open cases."""
        value = self.dashboard.overdue_per_100
        text = "—" if value is None else decimal_comma(f"{value:.1f}")
        link = self.pictures.members("overdue_duties")
        return Number(_("Việc quá hạn trên 100 hồ sơ"), text, link, "late" if value else "")

    @property
    def trust(self) -> list[Number]:
        """How far the figures can be trusted."""
        return self.numbers(TRUST)

    @property
    def silent_units(self) -> list[str]:
        """The names of the units in which nothing was entered for 90 days."""
        return [unit.name for unit in self.dashboard.silent_units]

    @property
    def all_silent(self) -> bool:
        """Whether that is true of every unit, as before the system was in use."""
        below = [numbers for _unit, numbers in self.dashboard.numbers.below if numbers["open_cases"]]
        return bool(below) and all(numbers["silent_units"] for numbers in below)

    @property
    def silent_link(self) -> str:
        """The list of the silent units."""
        return self.pictures.members("silent_units")

    @property
    def delay(self) -> str:
        """The median days until a fact is entered."""
        days = self.dashboard.delays[-1].days
        return "—" if days is None else _("%s ngày") % number(days)

    @property
    def contacts(self) -> str:
        """Contact coverage with both counts."""
        own = self.dashboard.numbers.own
        return coverage(own["contacts_covered"], own["contacts_expected"])

    @property
    def contacts_link(self) -> str:
        """The cases whose last contact is in time."""
        return self.pictures.members("contacts_covered")

    @property
    def work(self) -> list[Number]:
        """Work: with, without, unknown."""
        return self.numbers(WORK)

    @property
    def groups(self) -> list[Number]:
        """Groups A to D."""
        return self.numbers(GROUPS)

    @property
    def loans(self) -> list[Number]:
        """Loans of the period."""
        return self.numbers(LOANS)

    @property
    def first_days(self) -> list[Number]:
        """People in their first 90 days at home."""
        return self.numbers(FIRST_DAYS)

    @property
    def ages(self) -> list[str | Promise]:
        """The heads of the table of needs."""
        return [label for _code, label in AGES]

    @property
    def needs(self) -> list[tuple[str | Promise, list[Number]]]:
        """Open needs by kind and age; kinds without any are left out."""
        rows = [(kind.label, [self.number(f"need_{kind.value}_{age}") for age, _label in AGES]) for kind in SupportKind]
        return [(label, cells) for label, cells in rows if any(cell.text != "0" for cell in cells)]

    @cached_property
    def units(self) -> list[UnitRow]:
        """The units directly below in which anything is open."""
        delays = {one.unit.pk: one.days for one in self.dashboard.delays}
        rows = []
        for unit, counts in self.dashboard.numbers.below:
            if not counts["open_cases"]:
                continue
            overdue, days = per_100(counts), delays.get(unit.pk)
            rows.append(
                UnitRow(
                    name=unit.name,
                    link=f"{reverse('dashboard:page')}?{address_of(self.question, is_now=self.is_now, unit=unit)}",
                    open_cases=self._below("open_cases", unit, counts),
                    overdue="—" if overdue is None else decimal_comma(f"{overdue:.1f}"),
                    contacts=coverage(counts["contacts_covered"], counts["contacts_expected"]),
                    no_officer=self._below("no_officer", unit, counts),
                    delay="—" if days is None else number(days),
                    silent=bool(counts["silent_units"]),
                )
            )
        return rows

    def _below(self, name: str, unit, counts) -> Number:
        return Number(FIGURES[name].label, number(counts[name] or 0), self.pictures.members(name, unit=unit))

    # --- charts and cohorts ------------------------------------------------------------------------------------------------

    @property
    def trend(self) -> Chart:
        """Eight half-years."""
        return self.pictures.trend()

    @cached_property
    def funnel(self) -> Chart | None:
        """The units below."""
        return self.pictures.funnel()

    @property
    def flow(self) -> Chart:
        """The balance of the period."""
        return self.pictures.flow()

    @cached_property
    def survival(self) -> Chart | None:
        """The share who have not reoffended."""
        return self.pictures.survival()

    @property
    def cohorts(self) -> list[CategoryRow]:
        """The share who reoffended within 12, 24 and 36 months."""
        return [
            CategoryRow(_("Trong %d tháng") % months, one, self.pictures.members(f"cohort_{months}_reoffended"))
            for months, one in self.dashboard.cohort_shares
        ]

    @property
    def hazard(self) -> str:
        """When after release people reoffend most, and what that means for visits."""
        return wording.hazard_sentence(self.dashboard)

    @property
    def helps(self) -> list[str]:
        """People with a help beside others, in words."""
        return [wording.help_sentence(one) for one in self.dashboard.helps]


def coverage(covered, expected) -> str:
    """ "86/93 (92,5 %)"; a dash if nothing is expected."""
    if not expected:
        return "—"
    return f"{number(covered)}/{number(expected)} ({wording.tenth(100 * covered / expected)})"
