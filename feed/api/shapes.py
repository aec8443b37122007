"""The JSON objects of the API as JSON Schema, for the OpenAPI document (docs/api.md)."""

from typing import Any

from areas.models import Level
from core.problems import SCHEMA as PROBLEM
from reports.indicator.figures import SCHEMA as INDICATOR_FIGURES
from reports.measures.management import CELLS, MANAGEMENT_FIELDS
from reports.measures.management import SCHEMA as REPORT_FIGURES

Shape = dict[str, Any]

# The names of the answers. A change that a reader would notice gets a new number.
REPORT, REPORTS, INDICATOR, INDICATORS = "report/1", "report-list/1", "indicator/1", "indicator-list/1"

TEXT: Shape = {"type": "string"}
FLAG: Shape = {"type": "boolean"}
WHOLE: Shape = {"type": "integer"}
NUMBER: Shape = {"type": "number"}
DAY: Shape = {"type": "string", "format": "date"}
INSTANT: Shape = {"type": "string", "format": "date-time"}
ID: Shape = {"type": "string", "format": "uuid"}
SHA256: Shape = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
# A rate in per cent with two decimals; none without people.
RATE: Shape = {"type": ["string", "null"], "pattern": r"^\d+\.\d\d$"}


def one_of(*values: str) -> Shape:
    """One of some texts."""
    return {"type": "string", "enum": list(values)}


def or_null(shape: Shape) -> Shape:
    """That, or nothing."""
    return {"anyOf": [shape, {"type": "null"}]}


def rows(shape: Shape) -> Shape:
    """A list of that."""
    return {"type": "array", "items": shape}


def record(*optional: str, **properties: Shape) -> Shape:
    """An object with these keys. The `optional` ones may be missing; more keys are no error, because later versions add some."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


UNIT = record(code=TEXT, name=TEXT, level=one_of(*Level.values))
PERIOD = record(start=DAY, end=DAY)
DEFINITION = record(counted_date=TEXT, denominator=TEXT)
_COUNTED = {"managed": NUMBER, "reoffended": WHOLE, "rate": RATE}
_SPAN = record(
    loans=WHOLE,
    people=WHOLE,
    amount=WHOLE,
    by=rows(record(borrower=TEXT, purpose=TEXT, loans=WHOLE, amount=WHOLE)),
)
_LOANS = record(
    "requests",
    period=_SPAN,
    since_2023_10_10=_SPAN,
    outstanding=WHOLE,
    overdue=WHOLE,
    requests=record(
        received=WHOLE, approved=WHOLE, refused=WHOLE, waiting=WHOLE, median_days={"type": ["number", "null"]}
    ),
)
_BY_NAME: Shape = {"type": "object", "additionalProperties": WHOLE}
# Of each kind of event the records, the cases and the amount.
_EVENTS: Shape = {"type": "object", "additionalProperties": {**rows(WHOLE), "minItems": 3, "maxItems": 3}}
_QUALITY = record(late=WHOLE, after_report=WHOLE, corrected=WHOLE, withdrawn=WHOLE)
_WITHOUT_CASE = rows(record(counted_on=DAY))

# What reports of earlier versions of this program do not have.
_LATER = ("unconfirmed", "unconfirmed_by_cell", "data_quality", "definition_changes", "loans", "activity", "history")
FIGURES = record(
    *_LATER,
    schema=one_of(REPORT_FIGURES),
    unit=UNIT,
    period=PERIOD,
    known_at=INSTANT,
    definition=DEFINITION,
    management=rows(record(unit=TEXT, category=one_of(*CELLS), **dict.fromkeys(MANAGEMENT_FIELDS, WHOLE), **_COUNTED)),
    not_attributed=_WITHOUT_CASE,
    unconfirmed=_WITHOUT_CASE,
    unconfirmed_by_cell=rows(record(unit=TEXT, category=one_of(*CELLS), reoffences=WHOLE)),
    data_quality=record(stays=_QUALITY, reoffences=_QUALITY),
    definition_changes=rows(record(valid_from=DAY, decided_on=DAY, document=TEXT)),
    loans=_LOANS,
    activity=rows(record(unit=TEXT, events=_EVENTS, states=_BY_NAME, reoffences=_BY_NAME, loans=_LOANS)),
    history=record(
        half_years=rows(record(start=DAY, end=DAY, **_COUNTED)),
        years=record(start=DAY, end=DAY, units=rows(record(unit=TEXT, **_COUNTED))),
    ),
    checksum=SHA256,
)

_HEAD = {
    "id": ID,
    "unit": UNIT,
    "period": PERIOD,
    "version": WHOLE,
    "state": one_of("submitted", "accepted"),
    "number": TEXT,
    "signed_on": DAY,
    "signed_at": INSTANT,
    "submitted_at": INSTANT,
    "decided_at": or_null(INSTANT),
    "supersedes": or_null(ID),
    "superseded_by": or_null(ID),
    # Of the figures as they were signed, printed on the document.
    "checksum": SHA256,
}

_PAGE = {"count": WHOLE, "next": or_null(TEXT), "previous": or_null(TEXT)}
REPORT_LIST = record(schema=one_of(REPORTS), **_PAGE, results=rows(record(**_HEAD, url=TEXT)))
REPORT_DETAIL = record(schema=one_of(REPORT), **_HEAD, figures=FIGURES)

_SHARE = {
    "managed": {"type": ["number", "null"]},
    "reoffended": {"type": ["integer", "null"]},
    "rate": RATE,
    "low": {"type": ["number", "null"]},
    "high": {"type": ["number", "null"]},
}
_AGAINST_TARGET = {"target": RATE, "target_document": TEXT, "target_met": {"type": ["boolean", "null"]}}
_BESIDE = {"unconfirmed": {"type": ["integer", "null"]}, "not_attributed": {"type": ["integer", "null"]}}
_UNIT_REPORT = record(
    state=one_of("missing", "submitted", "returned", "accepted"),
    id=or_null(ID),
    version={"type": ["integer", "null"]},
    number=TEXT,
    checksum=TEXT,
    definition=or_null(DEFINITION),
    newer=TEXT,
)
INDICATOR_SHAPE = record(
    schema=one_of(INDICATOR_FIGURES),
    source=one_of("accepted"),
    unit=UNIT,
    period=PERIOD,
    known_at=INSTANT,
    complete=FLAG,
    units=rows(record(unit=TEXT, name=TEXT, report=_UNIT_REPORT, **_SHARE, **_AGAINST_TARGET, **_BESIDE)),
    province=record(**_SHARE, **_AGAINST_TARGET, **_BESIDE, distinct=FLAG),
    without_reoffender=rows(TEXT),
    missing=rows(record(unit=TEXT, name=TEXT, state=one_of("missing", "submitted", "returned"))),
    definitions=rows(DEFINITION),
    trend=rows(record(start=DAY, end=DAY, units=WHOLE, accepted=WHOLE, **_SHARE)),
    checksum=SHA256,
)
_INDICATOR_HEAD = {
    "id": ID,
    "unit": UNIT,
    "period": PERIOD,
    "version": WHOLE,
    "complete": FLAG,
    "made_at": INSTANT,
    "checksum": SHA256,
}
INDICATOR_LIST = record(schema=one_of(INDICATORS), **_PAGE, results=rows(record(**_INDICATOR_HEAD, url=TEXT)))
INDICATOR_DETAIL = record(schema=one_of(INDICATOR), **_INDICATOR_HEAD, figures=INDICATOR_SHAPE)

PROBLEM_SHAPE = record(
    "detail",
    "errors",
    schema=one_of(PROBLEM),
    type=TEXT,
    title=TEXT,
    status=WHOLE,
    detail=TEXT,
    errors={"type": "object", "additionalProperties": rows(TEXT)},
)
