"""The permission table: which role may do what. Views, pages and docs/permissions.md read it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from areas.models import Level


class Role(TextChoices):
    """The roles that a membership can give."""

    COMMUNE_OFFICER = "commune_officer", _("Cán bộ Công an cấp xã")
    COMMUNE_COMMITTEE = "commune_committee", _("Ủy ban nhân dân cấp xã")
    DISTRICT_LEADER = "district_leader", _("Lãnh đạo cấp huyện")
    PROVINCE_VIEWER = "province_viewer", _("Cấp tỉnh")
    BANK_LIAISON = "bank_liaison", _("Cán bộ Ngân hàng Chính sách xã hội")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


# Roles that may see people. Administrators manage accounts and settings; the province sees figures, the bank sees loans.
PEOPLE_ROLES = (Role.COMMUNE_OFFICER, Role.COMMUNE_COMMITTEE, Role.DISTRICT_LEADER)
FIGURE_ROLES = (*PEOPLE_ROLES, Role.PROVINCE_VIEWER)

# The levels of the units in which a role is given. A leader above both districts decides what concerns both; since 1/7/2025
# there are no districts, so the bank's liaison may be responsible for single communes.
LEVELS_OF_ROLE: dict[str, set[Level]] = {
    Role.COMMUNE_OFFICER: {Level.COMMUNE},
    Role.COMMUNE_COMMITTEE: {Level.COMMUNE},
    Role.DISTRICT_LEADER: {Level.DISTRICT, Level.PROVINCE},
    Role.PROVINCE_VIEWER: {Level.PROVINCE},
    Role.BANK_LIAISON: {Level.COMMUNE, Level.DISTRICT},
    Role.ADMINISTRATOR: {Level.DISTRICT, Level.PROVINCE},
}

ALLOWED: dict[str, set[Role]] = {
    "home": set(Role),
    "account": set(Role),
    "jobs.view": set(Role),
    "cases.view": set(PEOPLE_ROLES),
    "cases.edit": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER},
    "cases.import": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER},
    "cases.export": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER},
    "cases.correct": {Role.DISTRICT_LEADER},
    "models.view": set(PEOPLE_ROLES),
    "models.edit": set(PEOPLE_ROLES),
    "people.merge": {Role.DISTRICT_LEADER},
    "audit.looks": {Role.DISTRICT_LEADER},
    # The register names who took a list out and why, nobody on the list.
    "exports.view": {Role.DISTRICT_LEADER, Role.ADMINISTRATOR},
    "sealed.read": {Role.DISTRICT_LEADER},
    "reoffence.record": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER},
    # The second person for an entry that counts at once; never the one who entered it.
    "reoffence.confirm": {Role.DISTRICT_LEADER},
    "second_person.view": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER, Role.PROVINCE_VIEWER},
    # The level above decides where a leader asks and the office has no other leader; it is shown figures, no names.
    "rates.decide": {Role.DISTRICT_LEADER, Role.PROVINCE_VIEWER},
    # The bank's liaison sees loans, but no cases.
    "loans.view": {*PEOPLE_ROLES, Role.BANK_LIAISON},
    "loans.request": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER},
    "loans.bank": {Role.BANK_LIAISON},
    # To correct what the own side recorded.
    "loans.record": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER, Role.BANK_LIAISON},
    "loans.export": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER, Role.BANK_LIAISON},
    # What is not yet reported concerns those who work with it; the province reads reports.
    "dashboard.view": set(PEOPLE_ROLES),
    "reports.view": set(FIGURE_ROLES),
    "reports.make": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER},
    "reports.sign": {Role.DISTRICT_LEADER},
    "reports.submit": {Role.DISTRICT_LEADER},
    # To accept or return what a unit below submitted; never a report of the own unit.
    "reports.decide": {Role.DISTRICT_LEADER, Role.PROVINCE_VIEWER},
    # To have the draft of a unit made again that the schedule failed to make; who may is also reminded of what is not submitted.
    "periods.retry": {Role.COMMUNE_OFFICER, Role.DISTRICT_LEADER, Role.PROVINCE_VIEWER},
    # To remind the units below of what they have not submitted.
    "periods.remind": {Role.PROVINCE_VIEWER},
    # To open a closed period again for named facts. The level above decides where the office has no other leader.
    "reopenings.view": set(FIGURE_ROLES),
    "reopenings.propose": {Role.DISTRICT_LEADER},
    "reopenings.decide": {Role.DISTRICT_LEADER, Role.PROVINCE_VIEWER},
    # The province reads its indicator and makes its versions.
    "indicator.view": {Role.PROVINCE_VIEWER},
    # Reports as a signed file; who reads them elsewhere receives them. They name nobody.
    "feed.export": {Role.DISTRICT_LEADER, Role.PROVINCE_VIEWER},
    "feed.receive": {Role.PROVINCE_VIEWER},
    # Whether other programs were told of accepted reports; no figures.
    "feed.deliveries": {Role.ADMINISTRATOR},
    # One proposes a definition of the rate, another one of them decides.
    "definitions.propose": {Role.ADMINISTRATOR, Role.DISTRICT_LEADER},
    "definitions.decide": {Role.ADMINISTRATOR, Role.DISTRICT_LEADER},
    # That nobody but its owner uses the account of a second person (accounts/users/confirmation.py).
    "accounts.confirm": {Role.DISTRICT_LEADER, Role.PROVINCE_VIEWER, Role.ADMINISTRATOR},
    # Everybody but the bank works by the rules; an administrator edits their dated rows. The bank has no address below /cases/.
    "law.view": {role for role in Role if role != Role.BANK_LIAISON},
    "law.edit": {Role.ADMINISTRATOR},
    "accounts.manage": {Role.ADMINISTRATOR},
}

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def may(user, action: str) -> bool:
    """Whether one of the user's current roles allows the action. Raises KeyError for an unknown action."""
    allowed = ALLOWED[action]
    return user.is_authenticated and not allowed.isdisjoint(user.roles)


def needs(action: str) -> Callable[[_View], _View]:
    """View decorator: 403 for users whose roles do not allow `action`, which is kept as `view.action`."""
    if action not in ALLOWED:
        raise KeyError(action)

    def decorate(view: _View) -> _View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        vars(guarded)["action"] = action
        return cast(_View, guarded)

    return decorate
