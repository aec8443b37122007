"""The duties of open cases as they were computed, so that lists and counts read rows.

Nothing here is entered by anybody: every row can be computed again (stored_duties.py), so backups leave these tables out.
"""

from datetime import date
from typing import Self

from django.db.models import (
    CASCADE,
    RESTRICT,
    BigIntegerField,
    CharField,
    DateField,
    F,
    ForeignKey,
    Index,
    Model,
    OneToOneField,
    Q,
    TextField,
)
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import ScopedQuerySet
from areas.models import Unit
from cases.facts.models import Stay
from cases.people.models import Person
from cases.records.models import Case

# A duty's kind, its key and where its fact is entered are names of the program (law/duties/agenda.py).
NAME_LENGTH = 80


class DutyAnswer(Model):
    """For which day, rules and facts the duties of a person's cases were computed.

    Triggers make the row with the person and raise `facts_version` with every write to a table that duties are computed from
    (fact_versions.py), in the transaction of that write. A sentence of one case counts for the person's other cases, so the
    version is that of the person.
    """

    person = OneToOneField(Person, CASCADE, primary_key=True, related_name="duty_answer")
    facts_version = BigIntegerField(default=1)
    answered_version = BigIntegerField(default=0)
    day = DateField(null=True)
    # The fingerprint of the law and the working days (stored_duties.Rules).
    rules = CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("Lần tính việc phải làm")
        verbose_name_plural = _("Lần tính việc phải làm")

    def __str__(self):
        return f"{self.person_id} {self.day}"

    @staticmethod
    def holds(path: str, day: date, rules: str) -> Q:
        """The condition that an answer is for this day and these rules, with no fact of the person written since.

        Arguments: `path`, the lookup that leads to the answer; "" for the answer itself.
        """
        before = path and f"{path}__"
        version = F(f"{before}facts_version")
        return Q(**{f"{before}answered_version": version, f"{before}day": day, f"{before}rules": rules})


class StoredDutyQuerySet(ScopedQuerySet["StoredDuty"]):
    """Stored duties by who may see them."""

    def visible_to(self, user) -> Self:
        """The duties of the open cases that the user may see."""
        return self.filter(case__in=Stay.objects.visible_to(user).filter(end_on=None).values("case"))

    def current(self, day: date, rules: str) -> Self:
        """The duties whose answer holds on this day."""
        return self.filter(DutyAnswer.holds("case__person__duty_answer", day, rules))


class StoredDuty(Model):
    """One duty of an open case (law.duties.agenda.Duty), with the commune that has the case."""

    case = ForeignKey(Case, CASCADE, related_name="stored_duties")
    unit = ForeignKey(Unit, RESTRICT, related_name="+")
    category = CharField(max_length=12)
    key = CharField(max_length=NAME_LENGTH)
    kind = CharField(max_length=12)
    what = TextField()
    article = TextField()
    # How a printed form cites the article, if this differs.
    printed_as = TextField(blank=True)
    # The last day; null: never overdue.
    by_on = DateField(null=True)
    missing = TextField()
    tab = CharField(max_length=20)
    # Put off until this day, which lies after the day of the answer, and why.
    snoozed_until = DateField(null=True)
    snoozed_why = TextField(blank=True)

    objects = StoredDutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Việc phải làm")
        verbose_name_plural = _("Việc phải làm")
        indexes = [Index(fields=["unit", "by_on"], name="stored_duty_by_unit")]

    def __str__(self):
        return self.key
