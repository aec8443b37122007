"""Claims on ID numbers that another person already has: the district decides whose number it is (docs/security.md §3).

The commune that entered the number got the same answer as if nobody had it. A leader of the district, who sees both people,
decides whether they are one person or the number was copied wrongly.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from cases.facts import store as facts_store
from cases.models import Case, IdentityNumber, Person
from cases.people import services
from core.errors import Refused
from core.text import nfc

Claim = IdentityNumber.Claim


def pending_claims(user: User) -> QuerySet[IdentityNumber]:
    """Return pending claims of people visible to the user, the oldest first."""
    return all_claims(user).filter(claim=Claim.WAITING).order_by("created_at", "pk")


def all_claims(user: User) -> QuerySet[IdentityNumber]:
    """Return pending claims and those already decided, of people visible to the user."""
    found = IdentityNumber.all_objects.exclude(claim=Claim.OWN).filter(person__in=Person.objects.visible_to(user))
    return found.select_related("person")


def owners_of(user: User, numbers: list[IdentityNumber]) -> dict[str, Person]:
    """Return the owners of these numbers that the user may see, by blind index."""
    rows = IdentityNumber.objects.filter(claim=Claim.OWN, number_index__in=[one.number_index for one in numbers])
    seen = rows.filter(person__in=Person.objects.visible_to(user)).select_related("person")
    return {row.number_index: row.person for row in seen}


@transaction.atomic
def confirm_same_person(*, by: User, number: IdentityNumber, why: str) -> Person:
    """Decide that both are one person and merge them. Raises Refused if the owner is not visible or the claim is decided."""
    row = _waiting(number)
    owner = owners_of(by, [row]).get(row.number_index)
    if owner is None:
        raise Refused(_("Người đang có số này ở ngoài địa bàn của anh/chị nên không gộp được ở đây."))
    services.merge_people(by=by, kept=owner, merged=row.person, why=why)
    _strike(by, row, "person.number_same", why)
    return owner


@transaction.atomic
def reject_number(*, by: User, number: IdentityNumber, why: str) -> IdentityNumber:
    """Decide that the number was entered by mistake: it stays with its owner. Raises Refused if it is decided already."""
    facts_store.require_reason(why)
    row = _waiting(number)
    _strike(by, row, "person.number_wrong", why)
    return row


def _waiting(number: IdentityNumber) -> IdentityNumber:
    row = IdentityNumber.objects.select_for_update(of=("self",)).select_related("person").filter(pk=number.pk).first()
    if row is None or row.claim != Claim.WAITING:
        raise Refused(_("Số giấy tờ này đã được giải quyết."))
    return row


def _strike(by: User, row: IdentityNumber, action: str, why: str) -> None:
    IdentityNumber.objects.filter(pk=row.pk).update(claim=Claim.STRUCK)
    audit_events.record(by=by, action=action, target=row.person, detail={"number": str(row.pk)}, why=nfc(why))


def cases_of(user: User, people: set[int]) -> dict[int, list[Case]]:
    """Return the cases that the user may see, by primary key of the person."""
    found: dict[int, list[Case]] = {key: [] for key in people}
    for case in Case.objects.visible_to(user).for_list().filter(person__in=people):
        found[case.person_id].append(case)
    return found
