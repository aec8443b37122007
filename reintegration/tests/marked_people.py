"""People in every commune with a mark in each text about them; no page may show a mark to a user without a right to it.

Rows are made from the models themselves (`fill`), so that a new kind of record is included without further code.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from accounts.decrees.models import DecreeRequest
from accounts.models import User
from areas.models import Unit
from areas.tests.old_map import decree
from audit import events as audit_events
from cases.closing import services as closing_services
from cases.facts.clock import settled_time
from cases.facts.stay_chain import start_history
from cases.facts.store import ReoffenceData
from cases.models import (
    Case,
    IdentityNumber,
    Judgment,
    Need,
    Notice,
    Person,
    PersonMerge,
    Reoffence,
    SecondPersonRequest,
    TransferRequest,
    WorkCheck,
)
from cases.people import services as people_services
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.records.models import Record
from cases.reoffences import services as reoffences_services
from cases.transfers import services as transfers_services
from community.models import CommuneModel, ModelMember
from core.dates import Period, today
from jobs.models import Export, Job, StoredFile
from law.half_years.models import HalfYearRequest
from loans import services as loan_services
from loans.fact_rules import FactValue
from loans.models import Loan, LoanFact
from register.jobs import CHECK
from reintegration.testing.walk import DECREE_REQUEST, DEFINITION_REQUEST, HALF_YEAR_REQUEST, PERIOD
from reports.definitions.models import DefinitionRequest
from reports.indicator.figures import indicator_figures
from reports.indicator.models import Indicator
from reports.models import Report
from reports.periods.jobs import DRAFT_DUE_REPORT
from reports.periods.models import DueReport, ReportingPeriod
from reports.reopening.models import Reopening
from reports.services import make_report

HOME, SPRING = date(2024, 1, 10), date(2024, 3, 1)
HALF_YEAR = Period(date(2023, 12, 15), date(2024, 6, 14))
# Other rows hang on these: they are made first, in this order.
FIRST = (Judgment, Need, CommuneModel, ModelMember)
# What the bank's liaison is shown of a loan.
LOAN_TEXTS = ("named_borrower", "savings_group", "group_head")
# What a model demands beyond its fields.
SPECIAL: dict = {WorkCheck: {"has_work": True}}
TEXTS = (
    "hamlet", "offence", "article", "sentence_text", "certificate_number", "wishes", "address", "phone", "origin_text",
    "officer_text", "helper_text", "job_text",
)  # fmt: skip


@dataclass
class MarkedPerson:
    """One person with everything that can hang on a person, and one of everything that hangs on the commune."""

    mark: str
    unit: Unit
    number: str
    case: Case
    rows: dict[type, models.Model] = field(default_factory=dict)
    # Whoever follows the case and asked for work; None: nobody of the cast.
    user: User | None = None
    # Whose commune's model helps this person; None: one of the person's own.
    host: "MarkedPerson | None" = None

    def about(self, model):
        """The row that a record of this person hangs on."""
        return self.rows.get(model) or (self.host and self.host.rows.get(model))


def make_marked_person(
    mark: str, unit: Unit, number: str, *, user: User | None, elsewhere: Unit, host: MarkedPerson | None = None
) -> MarkedPerson:
    """`elsewhere`: a commune of nobody in the cast, which is asked to take the case over."""
    history = start_history(unit_id=unit.pk, category="conditional", on=HOME, origin="prison")
    person = PersonData(f"{mark} văn người", numbers=(("cccd", number),))
    texts = {name: f"{mark} {name}" for name in TEXTS}
    dates = {"release_on": HOME, "probation_end_on": date(2027, 1, 10), "sentence_months": 40, "officer": user}
    case = reception_services.receive(by=None, case=NewCase(f"{mark}-code", person, history, {**texts, **dates}))
    made = MarkedPerson(mark, unit, number, case, user=user, host=host)
    made.rows = {Person: case.person, Case: case, Unit: unit, IdentityNumber: case.person.identity_numbers.get()}
    words = ("document_number", "note", "prosecuted_by", "articles", "outcome_number", "outcome_body")
    said = ReoffenceData(SPRING, **{name: f"{mark} {name}" for name in words})
    made.rows[Reoffence] = reoffences_services.record_reoffence(by=None, case=case, data=said)
    if host is None:
        made.rows[PersonMerge] = _merge(made)
        waits = IdentityNumber.of(case.person, "cmnd", f"21{number[-7:]}", claim=IdentityNumber.Claim.WAITING)
        waits.save()
        made.rows[IdentityNumber, "claim"] = waits
    data = b"%PDF-1.4\n" + mark.encode() + b"\n%%EOF\n"
    made.rows[StoredFile] = StoredFile.of(name=f"{mark}.pdf", data=data, content_type="application/pdf", by=None)
    made.rows[StoredFile].save(force_insert=True)
    for model in _kinds():
        if host is None or _is_about_a_person(model):
            made.rows[model] = fill(model, made, elsewhere)
    made.rows[SecondPersonRequest] = SecondPersonRequest.objects.create(
        case=case,
        kind="case.close",
        arguments={"note": f"{mark} ghi chú"},
        deciding_unit=unit.parent,
        why=f"{mark} lý do",
        document_number=f"{mark} số",
        state="waiting",
    )
    made.rows[Loan] = _loan(made)
    made.rows[LoanFact] = made.rows[Loan].facts.get()
    if host is None:
        made.rows[Notice].set_number("cccd", number)
        made.rows[Notice].save()
    return made


def _loan(made: MarkedPerson) -> Loan:
    """Asked for, with all that the police wrote down about it."""
    mark = made.mark
    texts = {name: f"{mark} {name}" for name in (*LOAN_TEXTS, "confirmed_why")}
    known = {"need": _need_for_credit(made), "is_confirmed": True, "has_other_debt": False, "term_months": 36}
    request = FactValue(
        "request", SPRING, 10_000_000, purpose="production", document_number=f"{mark} số", note=f"{mark} ghi chú"
    )
    return loan_services.request_loan(
        by=None, case=made.case, request=request, details={**texts, **known}, by_register=True
    )


def _need_for_credit(made: MarkedPerson) -> Need:
    return Need.objects.create(case=made.case, kind="credit", description=f"{made.mark} vốn", raised_on=SPRING)


def _kinds() -> list[type[Record]]:
    kinds = [model for model in apps.get_models() if issubclass(model, Record)]
    return [*FIRST, *(model for model in kinds if model not in FIRST)]


def _is_about_a_person(model: type[Record]) -> bool:
    """And not of the commune itself."""
    names = {one.name for one in model._meta.concrete_fields}
    return model is not Notice and bool(names & {"case", "person", "judgment", "need"})


def fill(model: type[Record], made: MarkedPerson, elsewhere: Unit, **given) -> Record:
    """A row of `model` about the person, its mark in every text."""
    given = {**SPECIAL.get(model, {}), **given}
    if model is TransferRequest:
        given |= {"from_unit": made.unit, "to_unit": elsewhere}
    for one in model._meta.concrete_fields:
        if one.editable and not one.primary_key and one.name not in given:
            given[one.name] = _value(one, made, model)
    row = model(**given)
    row.save()
    return row


def _value(one: models.Field, made: MarkedPerson, model: type[Record]):
    if one.is_relation:
        stands_alone = model is Notice and one.null  # an expected person has no case yet
        return None if stands_alone else made.about(one.related_model)
    if one.choices or isinstance(one, models.JSONField | models.BooleanField | models.UUIDField):
        return one.get_default() or (one.choices[0][0] if one.choices and not one.null else one.get_default())
    if isinstance(one, models.CharField | models.TextField):
        return f"{made.mark} {one.name}"[: one.max_length]
    if one.null:
        return None
    if isinstance(one, models.DateTimeField):
        return timezone.now()
    if isinstance(one, models.DateField):
        return SPRING
    return one.get_default() if one.has_default() else 1


def _merge(made: MarkedPerson) -> PersonMerge:
    """An earlier record of the same person, found to be so."""
    history = start_history(unit_id=made.unit.pk, category="completed", on=date(2018, 1, 1), origin="prison")
    new = NewCase(f"{made.mark}-old", PersonData(f"{made.mark} văn trước"), history, {"release_on": date(2018, 1, 1)})
    old = reception_services.receive(by=None, case=new)
    closing_services.close(by=None, case=old, on=date(2020, 1, 1), reason="other")
    return people_services.merge_people(by=None, kept=made.case.person, merged=old.person, why=f"{made.mark} căn cứ")


def owned(made: MarkedPerson, user: User) -> None:
    """What the user asked the system for: a job, a check of a register, a file, an export."""
    mark, now = made.mark, timezone.now()
    issue = {"sheet": mark, "row": 2, "column": "x", "header": mark, "value": mark, "message": f"{mark} lỗi"}
    result: dict = {"errors": [issue], "warnings": [issue], "counts": {}, "marked": None}
    made.rows[StoredFile, "mine"] = _file(f"{mark}-mine", user)
    made.rows[Job] = Job.objects.create(kind="x", key=f"{mark}-job", by=user, state="failed", error=f"{mark} lỗi")
    params = {"file": str(made.rows[StoredFile, "mine"].pk)}
    made.rows[Job, "check"] = Job.objects.create(
        kind=CHECK, key=f"{mark}-check", by=user, state="done", params=params, result=result
    )
    made.rows[Export] = Export.objects.create(
        number=Export.objects.count() + 1,
        kind="cases",
        by=user,
        file=_file(f"{mark}-export", user),
        job=made.rows[Job],
        rows=1,
        expires_at=now + timedelta(hours=1),
    )
    audit_events.record(by=user, action="export.ask", target=made.rows[Export], why=f"{mark} lý do")


def _file(mark: str, user: User) -> StoredFile:
    made = StoredFile.of(name=f"{mark}.xlsx", data=mark.encode(), content_type="text/plain", by=user)
    made.save(force_insert=True)
    return made


@dataclass
class MarkedPeople:
    """All people by mark, and who of the cast may see which."""

    people: dict[str, MarkedPerson]
    nobody: MarkedPerson
    visible: dict[str, set[str]]
    figures: dict[str, set[str]]
    # Whose loans, for whoever sees these by another right than the case.
    loans: dict[str, set[str]]
    # Whose province's indicator.
    indicators: dict[str, set[str]]

    def lent_to(self, name: str) -> list[str]:
        """What the bank's liaison may read of the loans in its units: these words, and no other with the same mark."""
        marks = self.loans.get(name, set()) - self.visible.get(name, set())
        texts = [f"{mark} {field}" for mark in marks for field in LOAN_TEXTS]
        return texts + [f"{mark} văn người" for mark in marks if "seal" not in mark]

    def hidden_from(self, name: str) -> list[str]:
        """Every mark, word and ID number that no page may show this user."""
        seen, counted = self.visible.get(name, set()), self.figures.get(name, set())
        marks = [text for mark, one in self.people.items() if mark not in seen for text in (mark, one.number)]
        return marks + [f"qz{mark[6:]}figure" for mark in self.people if mark not in counted]


def make_marked_people(world) -> MarkedPeople:
    """Two communes of one district, one of another district; a sealed case each in two; one moved from the first on."""
    tu = _commune_in(world.tu_nghia)
    elsewhere = Unit.objects.communes().on(HOME).exclude(parent__in=[world.son_tinh, world.tu_nghia]).first()
    where = {
        "zqmarkbac": (world.tinh_bac, world.officer),
        "zqmarkha": (world.tinh_ha, world.officer_ha),
        "zqmarktu": (tu, world.leader_other),
        "zqmarkmoved": (world.tinh_bac, None),
        "zqmarksealbac": (world.tinh_bac, None),
        "zqmarksealtu": (tu, None),
    }
    people: dict[str, MarkedPerson] = {}
    for place, (mark, (unit, user)) in enumerate(where.items(), 1):
        host = next((one for one in people.values() if one.unit == unit), None)
        number = f"05108500{place:04}"
        made = people[mark] = make_marked_person(mark, unit, number, user=user, elsewhere=elsewhere, host=host)
        if user:
            owned(made, user)
    for made in people.values():  # an arrived person's notice stays with the commune it was sent to
        made.rows[Notice, "arrived"] = fill(Notice, made, elsewhere, state="arrived", case=made.case)
    _move(people["zqmarkmoved"], world.tinh_ha)
    for mark in ("zqmarksealbac", "zqmarksealtu"):
        closing_services.close(by=None, case=people[mark].case, on=date(2025, 1, 1), reason="expunged")
    period = ReportingPeriod.objects.create(
        pk=PERIOD, kind="first", year=2024, start=HALF_YEAR.start, end=HALF_YEAR.end, due_on=date(2024, 6, 19),
        preset="admin_report", source="x", closed_at=timezone.now(),
    )  # fmt: skip
    for mark in ("zqmarkbac", "zqmarkha", "zqmarktu"):
        made = people[mark]
        job = Job.objects.create(kind=DRAFT_DUE_REPORT, key=f"due {mark}", state=Job.State.FAILED)
        made.rows[DueReport] = DueReport.objects.create(period=period, unit=made.unit, job=job)
        made.rows[Reopening] = Reopening.objects.create(
            unit=made.unit, period=period, facts=f"qz{mark[6:]}facts", last_on=today(), document_number="7/CV", why="x"
        )
        made.rows[Reopening].cases.add(made.case)
        texts = {"plan": f"qz{mark[6:]}figure"}
        made.rows[Report] = make_report(by=None, unit=made.unit, period=HALF_YEAR, texts=texts)
    other_province = Unit.objects.on(HOME).filter(level="province").exclude(pk=world.quang_ngai.pk).first()
    for mark, province in (("zqmarkbac", world.quang_ngai), ("zqmarktu", other_province)):
        people[mark].rows[Indicator] = _indicator(province)
    DefinitionRequest.objects.create(
        public_id=DEFINITION_REQUEST, valid_from=date(2024, 1, 1), counted_date="conviction", denominator="end",
        document_number="12/CV", why="Theo chỉ đạo",
    )  # fmt: skip
    HalfYearRequest.objects.create(
        public_id=HALF_YEAR_REQUEST, code="period_police", value="01/12", valid_from=date(2027, 1, 1),
        document_number="9/CV", why="Theo chỉ đạo",
    )  # fmt: skip
    DecreeRequest.objects.create(
        public_id=DECREE_REQUEST, content=decree("rename,21205,,,,,Ba Gia Mới,,,", on="2030-01-01").decode(),
        valid_from=date(2030, 1, 1), document_number="NQ 1/2025", why="Theo chỉ đạo",
    )  # fmt: skip
    tables = ", ".join(model._meta.db_table for model in apps.get_models())
    with connection.cursor() as cursor:
        # PostgreSQL would go by the empty tables it saw before. By name: all at once would take the catalogues that every
        # database of the server shares, and another test waits for those.
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {tables}")
    return MarkedPeople(people, _nobody(people["zqmarkbac"]), *_rights())


def _indicator(province: Unit) -> Indicator:
    figures = indicator_figures(province, HALF_YEAR, settled_time())
    days = {"start": HALF_YEAR.start, "end": HALF_YEAR.end}
    found = {"version": 1, "is_complete": False, "figures": figures, "checksum": figures["checksum"]}
    return Indicator.objects.create(unit=province, **days, **found)


def _rights():
    visible = {
        "officer": {"zqmarkbac"},
        "committee": {"zqmarkbac"},
        "officer_ha": {"zqmarkha", "zqmarkmoved"},
        "leader": {"zqmarkbac", "zqmarkha", "zqmarkmoved"},
        "leader_other": {"zqmarktu"},
    }
    figures = {**visible, "province": {"zqmarkbac", "zqmarkha", "zqmarktu"}}
    loans = {**visible, "bank": {"zqmarkbac", "zqmarkha", "zqmarkmoved", "zqmarksealbac"}}
    return visible, figures, loans, {"province": {"zqmarkbac"}}


def _commune_in(district: Unit) -> Unit:
    return Unit.objects.communes().on(HOME).filter(parent=district).order_by("code")[0]


def _move(made: MarkedPerson, to: Unit) -> None:
    """On to another commune: what hung on the case goes along, what hung on the commune stays."""
    transfers_services.transfer(by=None, case=made.case, to_unit=to, on=date(2024, 5, 1))
    made.rows.pop(TransferRequest).delete()


def _nobody(like: MarkedPerson) -> MarkedPerson:
    """The same shape with ids that nobody has."""
    rows = {}
    for key, row in like.rows.items():
        model = type(row)
        rows[key] = model(pk=uuid.uuid4() if isinstance(row.pk, uuid.UUID) else 10**9)
    nobody = User(pk=10**9)
    return MarkedPerson("", like.unit, "", rows[Case], rows, user=nobody)
