"""Loads the demo district into the database through the ordinary services, with facts that became known over the years."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from audit.models import AuditEvent
from cases.models import Case
from core.dates import today
from demo import receiving, recording, reoffences, users
from demo.activity.loader import LoadedDistrict, details, record_activity
from demo.activity.plan import subjects
from demo.people.district import CODE_PREFIX, COMMUNES, DISTRICT, FRAME
from demo.people.last_months import everybody
from demo.users import DemoRefused

LOAD_ACTION = "demo.load"
# Action of the audit event with the day up to which the officers' activity was generated.
ACTIVITY_ACTION = "demo.living"


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The loaded data. `created`: False if they had been loaded before and nothing was changed."""

    created: bool
    seed: int
    people: int
    cases: int
    users: dict[str, User]


@transaction.atomic
def load_district(*, seed: int, on: date | None = None) -> LoadResult:
    """Load the demo district if it is not there. The units must be loaded.

    Arguments: `on`, the last day of the officers' activity (default: today). The counted facts do not depend on it.
    Raises: DemoRefused, in production, if there are other cases, or if demo data with another seed are loaded.
    """
    if settings.PRODUCTION:
        raise DemoRefused(_("Hệ thống đang chạy thật: không nạp dữ liệu mẫu."))
    before = AuditEvent.objects.filter(action=LOAD_ACTION).order_by("number").first()
    if before is not None:
        return _existing_result(before.detail["seed"], seed)
    if Case.objects.exists():
        raise DemoRefused(_("Đã có hồ sơ trong hệ thống: chỉ nạp dữ liệu mẫu vào hệ thống trống."))
    people, inhabitants, on = users.seed_users(), everybody(seed), on or today()
    followed = subjects(seed, on, inhabitants)
    units = _units()
    officers = {one.unit: people[one.username] for one in users.USERS if one.unit in COMMUNES and one.rank}
    more = {code: details(subject) for code, subject in followed.items()}
    cases = receiving.receive(inhabitants, recording.entries(inhabitants), units, officers, more)
    records = record_activity(LoadedDistrict(seed, on, inhabitants, followed, cases, units, officers))
    lives = [(person, code, case) for person in inhabitants for code, case in person.cases]
    reoffences.record_and_confirm(lives, followed.values(), cases, officers, people["lanhdao.sontinh"])
    audit_events.record(by=None, action=LOAD_ACTION, unit=_district(), detail={"seed": seed, "cases": len(cases)})
    audit_events.record(
        by=None, action=ACTIVITY_ACTION, unit=_district(), detail={"on": on.isoformat(), "records": records}
    )
    return _load_result(True, seed, people)


def _existing_result(seed: int, asked: int) -> LoadResult:
    if seed != asked:
        raise DemoRefused(
            _("Dữ liệu mẫu đã nạp với --seed %(seed)d, được giữ nguyên; muốn --seed %(asked)d hãy dùng DATA_DIR khác.")
            % {"seed": seed, "asked": asked}
        )
    return _load_result(False, seed, users.seed_users())


def _load_result(created: bool, seed: int, people: dict[str, User]) -> LoadResult:
    ours = Case.objects.filter(code__startswith=f"{CODE_PREFIX}-")
    return LoadResult(created, seed, ours.values("person").distinct().count(), ours.count(), people)


def _district() -> Unit:
    return Unit.objects.find(DISTRICT, on=FRAME.last)


def _units() -> dict[str, int]:
    """Code -> primary key of the district's communes."""
    return {unit.code: unit.pk for unit in Unit.objects.on(FRAME.last).filter(parent=_district())}
