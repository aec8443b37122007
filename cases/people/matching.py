"""Finds people who may be the same: by ID number, or by folded name and birth date; only cases the user may see."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.choices import Sex
from cases.facts.store import batches
from cases.models import Case, DistinctPeople, IdentityNumber, Person
from cases.people.birth_dates import BirthDate
from cases.people.id_encryption import blind_index
from cases.people.id_numbers import IdNumber
from core.dates import vn_date
from core.text import fold

MAX_MATCHES = 10


def owner_of(number: IdNumber | None) -> Person | None:
    """Return the owner of a number in any unit. For service functions only: a page must not reveal people of other units."""
    if number is None:
        return None
    owned = IdentityNumber.objects.select_related("person").filter(claim=IdentityNumber.Claim.OWN)
    found = owned.filter(number_index=blind_index(number.number)).first()
    return found.person if found else None


def owned_indexes(indexes) -> set[str]:
    """Return those blind indexes whose number has an owner in any unit. For service functions only."""
    keys = sorted(set(indexes))
    rows = IdentityNumber.objects.filter(claim=IdentityNumber.Claim.OWN)
    return {
        index
        for part in batches(keys)
        for index in rows.filter(number_index__in=part).values_list("number_index", flat=True)
    }


def possible_matches(user, full_name: str, birth: BirthDate | None, number: IdNumber | None) -> list[Case]:
    """Return at most MAX_MATCHES visible cases of people who may be this person. A match by ID number comes first."""
    cases = Case.objects.visible_to(user).for_list()
    same_number, words = Q(pk=None), Q(pk=None)
    if number:
        numbers = IdentityNumber.objects.filter(number_index=blind_index(number.number))
        same_number = Q(person__in=numbers.values("person"))
    if folded := fold(full_name):
        words = Q(person__name_folded=folded)
        if birth:
            same_day = Q(person__birth_month=birth.month, person__birth_day=birth.day)
            unknown = Q(person__birth_month=None) | Q(person__birth_day=None)
            words &= Q(person__birth_year=birth.year) & (same_day | unknown if birth.day else Q())
    found = list(cases.filter(same_number | words)[:MAX_MATCHES])
    owner = owner_of(number)
    return sorted(found, key=lambda case: owner is None or case.person_id != owner.pk)


def possible_duplicates(user, case: Case) -> list[Case]:
    """Return visible cases of other people who may be the person of this case, without pairs marked as distinct."""
    distinct = DistinctPeople.objects.filter(Q(first=case.person) | Q(second=case.person)).values_list(
        "first", "second"
    )
    known = {pk for pair in distinct for pk in pair}
    found = possible_matches(user, case.person.full_name, case.person.birth, None)
    return [other for other in found if other.person_id != case.person_id and other.person_id not in known]


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """One field of two people side by side: as typed and as stored."""

    label: str
    typed: str
    known: str

    @property
    def differs(self) -> bool:
        """Whether both values are known and not equal."""
        return bool(self.typed and self.known) and fold(self.typed) != fold(self.known)


def compare(data: dict, case: Case) -> list[FieldComparison]:
    """Compare typed data with a stored case. Shows whether the ID numbers are equal, not the numbers. One query."""
    person, number = case.person, data.get("number")
    numbers = list(person.identity_numbers.values_list("number_index", flat=True))
    sentence = data.get("sentence")
    return [
        FieldComparison(_("Họ và tên"), data["full_name"], person.full_name),
        FieldComparison(_("Ngày sinh"), str(data["birth"] or ""), str(person.birth or "")),
        FieldComparison(_("Giới tính"), str(dict(Sex.choices).get(data["sex"], "")), person.get_sex_display()),
        _numbers(number, numbers),
        FieldComparison(_("Xã"), data["unit"].name, case.unit_name),
        FieldComparison(_("Nơi ở"), data["address"] or data["hamlet"], case.address or case.hamlet),
        FieldComparison(_("Tội danh"), data["offence"], case.offence),
        FieldComparison(_("Mức án"), sentence.text if sentence else "", case.sentence_text),
        FieldComparison(_("Ngày ra trại"), vn_date(data["release_on"]), vn_date(case.release_on)),
    ]


def _numbers(number: IdNumber | None, known: list[str]) -> FieldComparison:
    label, typed = _("Số giấy tờ"), _("số vừa nhập") if number else ""
    if number is None or not known:
        return FieldComparison(label, typed, _("đã có số") if known and number is None else "")
    return FieldComparison(label, typed, typed if blind_index(number.number) in known else _("số khác"))
