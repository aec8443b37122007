"""People who may be the same: by ID number, or by folded name and birth date. Only what the user may see is shown."""

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

MOST = 10


def owner_of(number: IdNumber | None) -> Person | None:
    """Whoever has the number, anywhere; for verbs, never for pages."""
    if number is None:
        return None
    owned = IdentityNumber.objects.select_related("person").filter(claim=IdentityNumber.Claim.OWN)
    found = owned.filter(number_index=blind_index(number.number)).first()
    return found.person if found else None


def owned(indexes) -> set[str]:
    """Those of many numbers that somebody has, anywhere; for verbs, never for pages."""
    keys = sorted(set(indexes))
    rows = IdentityNumber.objects.filter(claim=IdentityNumber.Claim.OWN)
    return {
        index
        for part in batches(keys)
        for index in rows.filter(number_index__in=part).values_list("number_index", flat=True)
    }


def alike(user, full_name: str, birth: BirthDate | None, number: IdNumber | None) -> list[Case]:
    """The visible cases (with_latest) of people who may be meant, the surest first."""
    cases = Case.objects.visible_to(user).for_list()
    numbers = IdentityNumber.objects.filter(number_index=blind_index(number.number)) if number else None
    same_number = Q(person__in=numbers.values("person")) if number else Q(pk=None)
    words = Q(pk=None)
    if folded := fold(full_name):
        words = Q(person__name_folded=folded)
        if birth:
            same_day = Q(person__birth_month=birth.month, person__birth_day=birth.day)
            unknown = Q(person__birth_month=None) | Q(person__birth_day=None)
            words &= Q(person__birth_year=birth.year) & (same_day | unknown if birth.day else Q())
    found = list(cases.filter(same_number | words)[:MOST])
    owner = owner_of(number)
    return sorted(found, key=lambda case: owner is None or case.person_id != owner.pk)


def looks_like(user, case: Case) -> list[Case]:
    """Visible cases of other people who may be the person of this case, without those told to be somebody else."""
    apart = DistinctPeople.objects.filter(Q(first=case.person) | Q(second=case.person)).values_list("first", "second")
    known = {pk for pair in apart for pk in pair}
    found = alike(user, case.person.full_name, case.person.birth, None)
    return [other for other in found if other.person_id != case.person_id and other.person_id not in known]


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing side by side: as it is being typed and as it stands; `differs` where both are known and not the same."""

    label: str
    typed: str
    known: str

    @property
    def differs(self) -> bool:
        return bool(self.typed and self.known) and fold(self.typed) != fold(self.known)


def compared(data: dict, case: Case) -> list[Compared]:
    """What is typed beside what is known; that a number is the same is told, the number itself is not. One query."""
    person, number = case.person, data.get("number")
    numbers = list(person.identity_numbers.values_list("number_index", flat=True))
    sentence = data.get("sentence")
    return [
        Compared(_("Họ và tên"), data["full_name"], person.full_name),
        Compared(_("Ngày sinh"), str(data["birth"] or ""), str(person.birth or "")),
        Compared(_("Giới tính"), str(dict(Sex.choices).get(data["sex"], "")), person.get_sex_display()),
        _numbers(number, numbers),
        Compared(_("Xã"), data["unit"].name, case.unit_name),
        Compared(_("Nơi ở"), data["address"] or data["hamlet"], case.address or case.hamlet),
        Compared(_("Tội danh"), data["offence"], case.offence),
        Compared(_("Mức án"), sentence.text if sentence else "", case.sentence_text),
        Compared(_("Ngày ra trại"), vn_date(data["release_on"]), vn_date(case.release_on)),
    ]


def _numbers(number: IdNumber | None, known: list[str]) -> Compared:
    label, typed = _("Số giấy tờ"), _("số vừa nhập") if number else ""
    if number is None or not known:
        return Compared(label, typed, _("đã có số") if known and number is None else "")
    return Compared(label, typed, typed if blind_index(number.number) in known else _("số khác"))
