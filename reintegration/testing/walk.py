"""Requests to every route with ids of the user's own records, of others' records and of none."""

import re
from collections.abc import Iterator
from itertools import cycle
from uuid import UUID

from accounts.permissions.routes import Route, routes
from cases.case_page.tabs import TABS
from cases.models import (
    Breach,
    CaseDocument,
    ExpungementReview,
    IdentityNumber,
    Notice,
    PersonMerge,
    Reoffence,
    SecondPersonRequest,
    Shortening,
    TransferRequest,
)
from cases.papers.official.registry import FORMS
from cases.records.registry import RECORDS
from community.models import CommuneModel
from community.views import RECORD_KINDS
from jobs.models import Export, Job, StoredFile
from loans.models import Loan, LoanFact
from reports.indicator.models import Indicator
from reports.models import FORMATS, Report
from reports.periods.models import DueReport
from reports.reopening.models import Reopening

# The request to change the rate's definition that marked_people.py makes; it is about nobody.
DEFINITION_REQUEST = UUID("00000000-0000-4000-8000-0000000000de")
# The request to change half-years, which marked_people.py makes as well.
HALF_YEAR_REQUEST = UUID("00000000-0000-4000-8000-0000000000a1")
# The reorganisation that waits for a decision.
DECREE_REQUEST = UUID("00000000-0000-4000-8000-0000000000dc")
# The closed period for which marked_people.py lets the communes owe a report.
PERIOD = 10**6
# One figure of each kind of list.
FIGURES_WALKED = ("managed", "reoffended", "closing", "need_job_0_30", "loans_disbursed", "corrected", "silent_units")
# URL arguments that are the same for every record.
PLAIN: dict[str, list[dict]] = {
    "cases:snooze": [{"duty": "x"}],
    "cases:resume": [{"duty": "x"}],
    "cases:tab": [{"slug": slug} for slug in TABS],
    "cases:record-add": [{"slug": slug} for slug in RECORDS],
    "community:part-add": [{"part": part} for part in RECORD_KINDS],
    "cases:form": [{"slug": one.slug} for one in FORMS.values() if one.about == "case"],
    "cases:breach-form": [{"slug": one.slug} for one in FORMS.values() if one.about == "breach"],
    "indicator:file": [{"name": name} for name in FORMATS],
    "reports:file": [{"name": name} for name in FORMATS],
    "law:change": [{"code": "handover_days"}],
    "law:half-year-new": [{"code": "period_police"}],
    "law:half-year-request": [{"public_id": HALF_YEAR_REQUEST}],
    "accounts:decree": [{"public_id": DECREE_REQUEST}],
    "dashboard:members": [{"name": name} for name in FIGURES_WALKED],
    "dashboard:export": [{"name": "managed"}],
    "reports:definition-request": [{"public_id": DEFINITION_REQUEST}],
    "reports:period": [{"pk": PERIOD}],
    "reports:period-remind": [{"pk": PERIOD}],
    "reports:reopening-new": [{"pk": PERIOD}],
}
# The model whose id is the last one in the URL of a route. A single "public_id" under /cases/ is that of the case.
LAST = {
    "jobs:job": Job,
    "jobs:file": (StoredFile, "mine"),
    "jobs:export": Export,
    "jobs:export-file": Export,
    "register:import-check": (Job, "check"),
    "register:import-apply": (Job, "check"),
    "register:import-headers": (Job, "check"),
    "register:import-discard": (Job, "check"),
    "cases:notice": Notice,
    "cases:notice-verify": Notice,
    "cases:notice-form": Notice,
    "cases:breach-form": Breach,
    "cases:notice-settle": Notice,
    "cases:transfer": TransferRequest,
    "cases:shorten": Shortening,
    "cases:expunge": ExpungementReview,
    "cases:undo-merge": PersonMerge,
    "cases:document-file": CaseDocument,
    "cases:unmask": IdentityNumber,
    "cases:number-claim": (IdentityNumber, "claim"),
    "cases:reoffence": Reoffence,
    "cases:reoffence-confirm": Reoffence,
    "cases:reoffence-correct": Reoffence,
    "cases:reoffence-withdraw": Reoffence,
    "cases:second-person": SecondPersonRequest,
    "loans:correct": LoanFact,
    "loans:withdraw": LoanFact,
    "reports:detail": Report,
    "reports:check": Report,
    "reports:sign": Report,
    "reports:submit": Report,
    "reports:accept": Report,
    "reports:return": Report,
    "reports:recount": Report,
    "reports:discard": Report,
    "reports:restatement": Report,
    "reports:file": Report,
    "reports:due-report-retry": DueReport,
    "reports:reopening": Reopening,
    "indicator:version": Indicator,
    "indicator:file": Indicator,
}
_GROUP = re.compile(r"<(?:\w+:)?(\w+)>")


def without_ids() -> list[Route]:
    """The guarded routes without ids."""
    return [
        route for route in routes() if route.action and "<" not in route.pattern and not route.pattern.endswith("$")
    ]


def with_ids() -> list[Route]:
    """The guarded routes with ids, without the administration site, which holds no people and is tested separately."""
    return [
        route for route in routes() if route.action and "<" in route.pattern and not route.pattern.startswith("admin/")
    ]


def has_two_ids(route: Route) -> bool:
    """Whether the URL has the id of a record after that of its case or model."""
    return _ids(route) == 2


def names_no_record(route: Route) -> bool:
    """Whether all arguments of the URL are words, so that everybody with the role gets the page."""
    return _ids(route) == 0


def _ids(route: Route) -> int:
    words = {name for found in _words(route) for name in found}
    return len(set(_GROUP.findall(route.pattern)) - words)


def is_owners(route: Route) -> bool:
    """Whether the route is about a user's own jobs, files and imports."""
    return route.name.startswith(("jobs:", "register:import-"))


def addresses(route: Route, made, *, like=None, parent=None) -> Iterator[str]:
    """The addresses of a route about a person (marked_people.MarkedPerson).

    None if the person (or, if given, the person it is `like`) has no such row. `parent`: the person whose case or model
    comes first in an address with two ids.
    """
    names = _GROUP.findall(route.pattern)
    for words in _words(route):
        if set(names) <= set(words):  # no id of a row
            yield "/" + _GROUP.sub(lambda found: str(words[found[1]]), route.pattern)  # noqa: B023 (used at once)
            continue
        if _last(route, words, like or made) is None:
            continue
        row, values = _last(route, words, made), dict(words)
        ids = [name for name in names if name not in values]
        values[ids[-1]] = getattr(row, "public_id", row.pk)
        if len(ids) == 2:
            values[ids[0]] = _first(route, parent or made).public_id
        yield "/" + _GROUP.sub(lambda found: str(values[found[1]]), route.pattern)  # noqa: B023 (used at once)


def _words(route: Route) -> list[dict]:
    if route.name in PLAIN:
        return PLAIN[route.name]
    if route.name in ("cases:record-edit", "cases:record-strike"):
        return [{"slug": slug} for slug in RECORDS]
    if route.name in ("community:part-edit", "community:part-strike"):
        return [{"part": part} for part in RECORD_KINDS]
    return [{}]


def _last(route: Route, words: dict, made):
    if route.name in ("cases:hand-over", "cases:officer-log"):
        return made.user
    if route.name in ("cases:record-edit", "cases:record-strike"):
        return made.rows.get(RECORDS[words["slug"]].model)
    if route.name in ("community:part-edit", "community:part-strike"):
        return made.rows.get(RECORD_KINDS[words["part"]].model)
    if route.pattern.startswith("models/"):
        return made.rows.get(CommuneModel)
    key = LAST.get(route.name)
    return made.rows.get(key) if key else _first(route, made)


def _first(route: Route, made):
    if route.pattern.startswith("models/"):
        return made.about(CommuneModel)
    if route.pattern.startswith("loans/<uuid:public_id>/"):
        return made.rows.get(Loan)
    if (
        route.pattern.startswith("cases/<uuid:public_id>/")
        or route.name == "loans:request"
        or route.name == "cases:sealed"
    ):
        return made.case
    raise LookupError(f"{route.name}: whose id stands in {route.pattern}? Say it in LAST.")


class Walk:
    """Sends requests as one user, counts them, and collects leaks and server errors."""

    def __init__(self, name, user, client, marked):
        self.name, self.user, self.client = name, user, client
        self.hidden, self.lent = marked.hidden_from(name), [text.casefold() for text in marked.lent_to(name)]
        self.requests, self.found, self.answers, self.nowhere = 0, [], set(), {}
        self.turns, self._methods = 0, cycle(("get", "post"))

    def turn(self, alike: int) -> bool:
        """For URLs of the same view (kinds of records), request only some of the sample records."""
        self.turns += 1
        return alike == 1 or self.turns % 5 == 0

    def next_method(self) -> str:
        """Alternates between GET and POST."""
        return next(self._methods)

    def ask(self, method: str, address: str, data=None, *, route=None, **kwargs):
        """Send a request. `route`: its route, for the list of answered ones."""
        answer = getattr(self.client, method)(address, data or {}, **kwargs)
        self.requests += 1
        self.answers.add((route.name if route else "", answer.status_code))
        if answer.status_code >= 500:
            self.found.append(f"{self.name} {method} {address}: {answer.status_code}")
        text = answer.content.decode(errors="replace").casefold().replace(address.casefold(), "")
        for known in self.lent:
            text = text.replace(known, "")
        leaks = [mark for mark in self.hidden if mark in text]
        if leaks:
            self.found.append(f"{self.name} {method} {address}: {leaks}")
        return answer

    def expect(self, route, method: str, address: str, statuses: set[int]):
        """Send a request and note an answer with any other status. Returns the answer."""
        answer = self.ask(method, address, route=route)
        if answer.status_code not in statuses:
            self.found.append(f"{self.name} {method} {address}: {answer.status_code}, not {sorted(statuses)}")
        return answer
