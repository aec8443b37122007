"""Versions of what is recorded about a person's identity (core/forms/edit_conflicts.py)."""

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case, DistinctPeople, IdentityNumber, Person, PersonMerge
from core.forms.edit_conflicts import Description, RecordVersion, as_text, field_values, stored_row, version_of_fields


def version_of_person(person: Person) -> RecordVersion:
    """Return the version of a person: name, date of birth, sex and ethnicity."""

    def describe() -> Description:
        row = stored_row(person)
        yield from field_values(row, "full_name")
        yield _("Ngày sinh"), as_text(row.birth)
        yield from field_values(row, "sex", "ethnicity")

    return RecordVersion(person, describe)


def version_of_claim(number: IdentityNumber) -> RecordVersion:
    """Return the version of a claim: what was decided about the ID number."""
    rows = IdentityNumber.all_objects.filter(pk=number.pk)

    def describe() -> Description:
        row = rows.get()
        yield _("Số giấy tờ"), f"{row.masked}, {row.get_claim_display()}"

    return RecordVersion(number, describe, rows=rows)


def version_of_matches(case: Case) -> RecordVersion:
    """Return the version of a person's possible duplicates: what was decided about each of them."""

    def describe() -> Description:
        person = Case.objects.select_related("person").get(pk=case.pk).person
        for row in PersonMerge.objects.filter(kept=person).select_related("merged").order_by("pk"):
            yield _("Đã tách") if row.undone_at else _("Đã gộp"), f"{row.merged.full_name}: {row.undone_why or row.why}"
        for pair in DistinctPeople.objects.filter(Q(first=person) | Q(second=person)).order_by("pk"):
            yield _("Hai người khác nhau"), pair.why

    return RecordVersion(case, describe)


def version_of_merge(merge: PersonMerge) -> RecordVersion:
    """Return the version of a merge of two people: whether it was undone."""
    return version_of_fields(merge, "why", "undone_by", "undone_why")
