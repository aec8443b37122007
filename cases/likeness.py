"""People who may be the same: by ID number, or by folded name and birth date. Only what the user may see is shown."""

from django.db.models import Q

from areas.text import fold
from cases.birth import BirthDate
from cases.identity import IdNumber
from cases.ledger import chunks
from cases.models import Case, IdentityNumber, Person, TwoPeople
from cases.sealing import blind_index

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
        for part in chunks(keys)
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
    apart = TwoPeople.objects.filter(Q(first=case.person) | Q(second=case.person)).values_list("first", "second")
    known = {pk for pair in apart for pk in pair}
    found = alike(user, case.person.full_name, case.person.birth, None)
    return [other for other in found if other.person_id != case.person_id and other.person_id not in known]
