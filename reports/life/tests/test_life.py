"""The life of a report: which verb is allowed in which state, the check's points, and what the database refuses."""

from itertools import product

import pytest
from django.db import DatabaseError, transaction

from audit.models import AuditEvent
from core.dates import today
from core.errors import Refused
from reports.life.points import Point, points
from reports.life.rights import may_decide
from reports.life.services import accept_report, check_report, return_report, submit_report
from reports.measures.management import MANAGEMENT_FIELDS, Unbalanced
from reports.models import Report
from reports.restatement.learnt import learnt_by
from reports.services import discard_draft, make_report, sign_report
from reports.tests.life import check, sign
from reports.tests.sample_cases import H1

pytestmark = pytest.mark.usefixtures("fast_documents")
# How a state is reached, and where each verb leads from it; whatever stands in no row is refused.
PATHS = {
    "draft": [],
    "checked": ["check"],
    "signed": ["check", "sign"],
    "submitted": ["check", "sign", "submit"],
    "accepted": ["check", "sign", "submit", "accept"],
    "returned": ["check", "sign", "submit", "return"],
    "discarded": ["discard"],
}
VERBS = ("check", "sign", "submit", "accept", "return", "discard")
LEADS = {
    ("draft", "check"): "checked",
    ("draft", "discard"): "discarded",
    ("checked", "sign"): "signed",
    ("checked", "discard"): "discarded",
    ("signed", "submit"): "submitted",
    ("submitted", "accept"): "accepted",
    ("submitted", "return"): "returned",
}


@pytest.fixture
def report(world, worked_example):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1)


def do(verb, world, report):
    report = Report.objects.select_related("unit__parent").get(pk=report.pk)
    return {
        "check": lambda: check(report, by=world.leader),
        "sign": lambda: sign_report(
            by=world.leader, report=report, number="12", signed_on=today(), seen=learnt_by(report).digest()
        ),
        "submit": lambda: submit_report(by=world.leader, report=report),
        "accept": lambda: accept_report(by=world.province, report=report),
        "return": lambda: return_report(by=world.province, report=report, why="Thiếu phụ lục"),
        "discard": lambda: discard_draft(by=world.leader, report=report),
    }[verb]()


@pytest.mark.parametrize(("state", "verb"), [*product(PATHS, VERBS)])
def test_every_verb_in_every_state(world, report, state, verb):
    for step in PATHS[state]:
        do(step, world, report)
    events = AuditEvent.objects.count()
    if (state, verb) in LEADS:
        do(verb, world, report)
        assert AuditEvent.objects.filter(action=f"report.{verb}").exists()
    else:
        with pytest.raises(Refused):
            do(verb, world, report)
        assert AuditEvent.objects.count() == events
    report.refresh_from_db()
    assert report.state == LEADS.get((state, verb), state)


@pytest.mark.parametrize(("old", "new"), [pair for pair in product(PATHS, PATHS) if pair not in {
    (state, LEADS[state, verb]) for state, verb in LEADS}])  # fmt: skip
def test_the_database_leaves_a_state_only_as_the_verbs_do(world, report, old, new):
    for step in PATHS[old]:
        do(step, world, report)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state=new)


@pytest.mark.parametrize("column", ["number", "signed_on", "signed_by", "answers", "checked_at", "learnt", "figures"])
def test_a_step_changes_no_column_of_another_step(world, report, column):
    for step in PATHS["signed"]:
        do(step, world, report)
    report = Report.objects.get(pk=report.pk)
    report.state, report.submitted_at = "submitted", report.signed_at
    other = {
        "number": "9",
        "signed_on": H1.end,
        "signed_by": world.province,
        "answers": [1],
        "learnt": {},
        "figures": {},
    }
    setattr(report, column, other.get(column))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        report.save(update_fields=["state", "submitted_at", column])


# --- the check -------------------------------------------------------------------------------------------------------------


def line(unit, category="total", **values):
    empty = dict.fromkeys((*MANAGEMENT_FIELDS, "managed", "reoffended"), 0)
    return {**empty, "unit": unit, "category": category, **values}


def counted(*lines, before=None, **more):
    half_year = {"start": "2023-06-15", "end": "2023-12-14", "managed": 0, "reoffended": 0}
    return {
        "unit": {"code": "9"},
        "period": {"start": "2023-12-15", "end": "2024-06-14"},
        "management": list(lines),
        "history": {"half_years": [{**half_year, **before}]} if before else {},
        **more,
    }


def kinds(*given, before=None, **more):
    return [point.kind for point in points(counted(*given, before=before or {"managed": 0}, **more))]


WHOLE = {"opening": 100, "released": 1, "closing": 101, "managed": 101}


def test_figures_without_anything_special_raise_no_point():
    assert kinds(line("9", **WHOLE), before={"managed": 100}) == []


def test_an_identity_that_fails_is_no_point_but_an_error():
    with pytest.raises(Unbalanced):
        kinds(line("9", **{**WHOLE, "closing": 102}))


def test_more_reoffenders_than_people_are_named():
    assert points(counted(line("9", managed=1, reoffended=2))) == [Point("over", ("9",), (2, 1))]


@pytest.mark.parametrize(
    ("before", "named"),
    [
        ({"managed": 101}, []),
        ({"managed": 78}, []),
        ({"managed": 77}, ["jump_managed"]),
        ({"managed": 145}, ["jump_managed"]),
        ({"managed": 101, "reoffended": 3}, ["jump_reoffended"]),
        ({"managed": 101, "reoffended": 2}, []),
    ],
)
def test_a_large_change_from_the_last_half_year_is_named(before, named):
    assert kinds(line("9", **WHOLE), before=before) == named


def test_a_unit_far_from_the_whole_is_named():
    busy = {"opening": 50, "released": 1, "closing": 51, "managed": 51}
    whole = {"opening": 999, "released": 1, "closing": 1000, "managed": 1000, "reoffended": 20}
    far = points(counted(line("1", **busy, reoffended=12), line("2", **busy, reoffended=2), line("9", **whole)))
    assert far == [Point("outlier", ("1",), (12, 51))]


def test_units_without_any_activity_are_one_point():
    silent = [line(code, opening=3, closing=3, managed=3) for code in ("1", "2")]
    assert points(counted(*silent, line("3", released=1, closing=1), line("9", **WHOLE))) == [
        Point("quiet", ("1", "2"), (2,))
    ]


def test_every_open_point_of_the_data_is_named_with_its_number():
    quality = {"stays": {"late": 2, "after_report": 0}, "reoffences": {"late": 1, "withdrawn": 1}}
    found = points(
        counted(line("9"), data_quality=quality, unconfirmed=[1, 2], not_attributed=[1], definition_changes=[1])
    )
    assert [(point.kind, *point.values) for point in found] == [
        *[("late", 3), ("withdrawn", 1), ("unconfirmed", 2), ("not_attributed", 1), ("definition_changes", 1)]
    ]
    for point in found:
        assert point.text({}).startswith(str(point.values[0])) or point.kind == "definition_changes"


def test_a_point_without_an_answer_blocks_the_check(world, report):
    asked = points(report.figures)
    assert asked
    for missing in asked:
        given = {point.key: "Đã rà soát" for point in asked if point != missing} | {missing.key: "  "}
        with pytest.raises(Refused, match="Còn điểm chưa giải trình"):
            check_report(by=world.leader, report=report, answers=given)
    checked = check_report(by=world.leader, report=report, answers={point.key: "Đã rà soát" for point in asked})
    assert [one["kind"] for one in checked.answers] == [point.kind for point in asked]
    assert {one["answer"] for one in checked.answers} == {"Đã rà soát"}
    event = AuditEvent.objects.get(action="report.check")
    assert event.detail["points"] == [point.kind for point in asked]
    assert "rà soát" not in str(event.detail)


# --- who sees and who decides ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", PATHS)
def test_the_province_sees_what_was_submitted_and_never_a_draft(world, report, state):
    for step in PATHS[state]:
        do(step, world, report)
    seen = Report.objects.visible_to(world.province).exists()
    assert seen == (state in ("submitted", "accepted", "returned"))
    assert Report.objects.visible_to(world.leader).exists()


def test_the_level_above_decides_and_nobody_on_the_own_report(world, report):
    commune = make_report(by=world.officer, unit=world.tinh_bac, period=H1)
    for one in (report, commune):
        for step in PATHS["signed"]:
            do(step, world, one)
        submit_report(by=None, report=one)
        one.refresh_from_db()
    may = {name: (may_decide(getattr(world, name), report), may_decide(getattr(world, name), commune))
           for name in ("leader", "province", "officer", "leader_other", "bank", "admin", "stranger")}  # fmt: skip
    nothing = (False, False)
    # The leader signed the commune's report, so another leader or the province decides on it.
    assert may == {**dict.fromkeys(may, nothing), "province": (True, True)}
    for verb in (accept_report, lambda **given: return_report(**given, why="Sai")):
        with pytest.raises(Refused, match="không tự chấp nhận"):
            verb(by=world.leader, report=commune)


def test_a_return_needs_a_reason_and_the_next_version_replaces_it(world, report):
    for step in PATHS["submitted"]:
        do(step, world, report)
    with pytest.raises(Refused, match="lý do trả lại"):
        return_report(by=world.province, report=report, why=" ")
    do("return", world, report)
    newer = sign(
        make_report(by=world.leader, unit=world.son_tinh, period=H1), by=world.leader, number="13", why="Bổ sung"
    )
    assert newer.replaces == report
    assert list(report.replacements.all()) == [newer]
    submit_report(by=world.leader, report=newer)
    assert accept_report(by=world.province, report=newer).state == "accepted"


def test_an_older_version_is_neither_submitted_nor_accepted(world, report):
    for step in PATHS["submitted"]:
        do(step, world, report)
    other = [make_report(by=world.leader, unit=world.son_tinh, period=H1) for _number in range(2)]
    for number, one in enumerate(other, start=13):
        sign(one, by=world.leader, number=str(number))
    with pytest.raises(Refused, match="phiên bản mới hơn"):
        submit_report(by=world.leader, report=other[0])
    submit_report(by=world.leader, report=other[1])
    with pytest.raises(Refused, match="phiên bản mới hơn"):
        do("accept", world, report)


def test_a_province_submits_to_nobody_and_its_viewers_see_what_it_signed(world, report):
    own = make_report(by=None, unit=world.quang_ngai, period=H1)
    assert own not in Report.objects.visible_to(world.province)
    sign(own, signed_on=today())
    assert own in Report.objects.visible_to(world.province)
    with pytest.raises(Refused, match="không có cấp trên"):
        submit_report(by=None, report=own)
