"""The read API: what a token sees, that nothing names a person or a case, and what it answers otherwise."""

import json
import uuid

import jsonschema
import pytest
from django.db import DatabaseError, connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from feed.api import base, shapes
from feed.clients.models import AccessToken
from feed.conftest import bearer
from reports.indicator.models import Indicator
from reports.indicator.services import make_indicator
from reports.life.services import accept_report, return_report, submit_report
from reports.measures.management import checksum
from reports.services import make_report
from reports.tests.life import sign, submit
from reports.tests.sample_cases import DISTRICT, H1, OTHER_DISTRICT, PROVINCE, case, store

pytestmark = pytest.mark.django_db
LIST = "/api/v1/reports/"
ROUTES = {
    "reports": (LIST, f"{LIST}{uuid.UUID(int=7)}/"),
    "indicator": ("/api/v1/indicator/", f"/api/v1/indicator/{uuid.UUID(int=7)}/"),
}


def ids(answer) -> list[str]:
    return [one["id"] for one in answer.json()["results"]]


# --- what is seen -------------------------------------------------------------------------------------------------------------


def test_what_was_submitted_is_read_and_no_draft(province, reader):
    program = reader()
    draft = make_report(by=None, unit=province[DISTRICT], period=H1)
    assert ids(program.get(LIST)) == []
    signed = sign(draft)
    assert ids(program.get(LIST)) == []
    report = submit_report(by=None, report=signed)
    assert ids(program.get(LIST)) == [str(report.public_id)]
    return_report(by=None, report=report, why="Thiếu phụ lục")
    assert ids(program.get(LIST)) == []
    assert program.get(f"{LIST}{report.public_id}/").status_code == 404


def test_a_report_has_its_figures_its_signature_and_a_checksum_of_what_is_given(accepted, reader):
    answer = reader().get(f"{LIST}{accepted.public_id}/").json()
    jsonschema.validate(answer, shapes.REPORT_DETAIL)
    assert (answer["schema"], answer["state"], answer["version"], answer["number"]) == ("report/1", "accepted", 1, "12")
    assert answer["unit"] == {"code": DISTRICT, "name": "Mẫu Đông", "level": "district"}
    assert answer["checksum"] == accepted.checksum
    figures = answer["figures"]
    assert figures["schema"] == "six-month-report/1"
    assert figures["management"] == accepted.figures["management"]
    assert figures["loans"] == accepted.figures["loans"]
    assert figures["checksum"] == checksum(figures)


def test_every_part_of_the_figures_is_described(accepted, reader):
    """So nothing new is handed on before somebody asked whether it names anybody."""
    figures = reader().get(f"{LIST}{accepted.public_id}/").json()["figures"]
    assert set(figures) - {"schema"} <= set(shapes.FIGURES["properties"])
    assert [set(one) for one in figures["activity"]] == [{"unit", "events", "states", "reoffences", "loans"}] * 4


def test_nothing_names_a_person_a_case_or_an_officer(world, province, client_of, reader):
    report = make_report(
        by=world.leader, unit=province[DISTRICT], period=H1, texts={"plan": "Nguyễn Văn Riêng ở thôn Hai."}
    )
    report = accept_report(by=world.province, report=submit(report, by=world.leader))
    codes = [row["case"] for name in ("not_attributed", "unconfirmed") for row in report.figures[name]]
    assert codes == ["HS-5", "HS-2"]
    make_indicator(by=None, unit=province[PROVINCE], period=H1)
    program = reader()
    version = Indicator.objects.get()
    addresses = (LIST, f"{LIST}{report.public_id}/", "/api/v1/indicator/", f"/api/v1/indicator/{version.public_id}/")
    text = json.dumps([program.get(address).json() for address in addresses], ensure_ascii=False)
    assert "Mẫu Đông" in text
    for name in (*codes, "Người", "Riêng", world.leader.full_name, world.province.full_name):
        assert name not in text, name
    figures = program.get(f"{LIST}{report.public_id}/").json()["figures"]
    assert figures["not_attributed"] == [{"counted_on": "2024-01-05"}]
    assert figures["unconfirmed"] == [{"counted_on": "2024-04-20"}]


def test_versions_are_linked_as_far_as_they_are_read(province, accepted, reader):
    program = reader()
    store([case("HS-7", "G", "X completed 01/02/2024")], province)
    second = submit(make_report(by=None, unit=province[DISTRICT], period=H1), number="13")
    first_seen, second_seen = (program.get(f"{LIST}{one.public_id}/").json() for one in (accepted, second))
    assert (first_seen["supersedes"], first_seen["superseded_by"]) == (None, str(second.public_id))
    assert (second_seen["supersedes"], second_seen["superseded_by"]) == (str(accepted.public_id), None)
    assert [(one["version"], one["superseded_by"]) for one in program.get(LIST).json()["results"]] == [
        (2, None),
        (1, str(second.public_id)),
    ]
    return_report(by=None, report=second, why="Sai số")
    assert program.get(f"{LIST}{accepted.public_id}/").json()["superseded_by"] is None


def test_the_indicator_is_given_as_it_was_stored(province, accepted, reader):
    version = make_indicator(by=None, unit=province[PROVINCE], period=H1)
    program = reader()
    listed, read = (program.get(f"/api/v1/indicator/{end}").json() for end in ("", f"{version.public_id}/"))
    jsonschema.validate(listed, shapes.INDICATOR_LIST)
    jsonschema.validate(read, shapes.INDICATOR_DETAIL)
    assert ids(program.get("/api/v1/indicator/")) == [str(version.public_id)]
    assert read["figures"] == version.figures
    assert (read["complete"], read["checksum"]) == (False, version.checksum)


# --- scope --------------------------------------------------------------------------------------------------------------------


def test_another_provinces_token_reads_as_if_there_were_nothing(world, province, accepted, client_of, reader):
    version = make_indicator(by=None, unit=province[PROVINCE], period=H1)
    client = client_of()
    client.unit = world.quang_ngai
    client.save()
    program = reader(client)
    assert ids(program.get(LIST)) == ids(program.get("/api/v1/indicator/")) == []
    nothing = program.get(ROUTES["reports"][1])
    found = program.get(f"{LIST}{accepted.public_id}/")
    assert (found.status_code, found.content) == (nothing.status_code, nothing.content) == (404, found.content)
    assert program.get(f"/api/v1/indicator/{version.public_id}/").status_code == 404


def test_a_districts_token_reads_the_district_alone(province, accepted, client_of, reader):
    other = submit(make_report(by=None, unit=province[OTHER_DISTRICT], period=H1))
    make_indicator(by=None, unit=province[PROVINCE], period=H1)
    program = reader(client_of(OTHER_DISTRICT))
    assert ids(program.get(LIST)) == [str(other.public_id)]
    assert program.get(f"{LIST}{accepted.public_id}/").status_code == 404
    assert ids(program.get("/api/v1/indicator/")) == []


@pytest.mark.parametrize("scope", ROUTES)
def test_a_token_opens_its_scopes_alone(scope, client_of, reader):
    [other] = set(ROUTES) - {scope}
    program = reader(client_of(**{f"reads_{other}": False}))
    listed, detail = ROUTES[scope]
    assert (program.get(listed).status_code, program.get(detail).status_code) == (200, 404)
    for address in ROUTES[other]:
        answer = program.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer thn_wrong", "Basic dXNlcjpwYXNz", "Token x", "Bearer \xff\xfe", "Bearer a b c"]
)
def test_without_a_valid_token_nothing_opens(db, header):
    browser = Browser(headers={"Authorization": header} if header else {})
    for address in (one for pair in ROUTES.values() for one in pair):
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert answer.json()["title"] == "Chưa có mã truy cập hợp lệ"


# --- filters and pages --------------------------------------------------------------------------------------------------------


def test_the_list_is_filtered_and_paged(province, accepted, reader):
    other = submit(make_report(by=None, unit=province[OTHER_DISTRICT], period=H1))
    program, both = reader(), [str(accepted.public_id), str(other.public_id)]

    def found(query: str) -> list[str]:
        return ids(program.get(f"{LIST}?{query}"))

    assert found("") == found(f"start={H1.start}&end={H1.end}") == both
    assert found(f"unit={DISTRICT}") == found("state=accepted") == both[:1]
    assert found("state=submitted") == both[1:]
    assert found("start=2024-06-15") == found("unit=903") == found("page=9") == []
    page = program.get(f"{LIST}?page_size=1&start={H1.start}").json()
    jsonschema.validate(page, shapes.REPORT_LIST)
    assert (page["count"], page["previous"]) == (2, None)
    second = program.get(page["next"]).json()
    assert ([one["id"] for one in second["results"]], second["next"]) == (both[1:], None)
    assert ids(program.get(second["previous"])) == both[:1]


@pytest.mark.parametrize(
    "query",
    [
        "unit=x",
        "unit=527'",
        "start=14/06/2024",
        "end=2024-02-30",
        "state=draft",
        "page=0",
        "page_size=101",
        "page=9e9",
        "end=",
        "satrt=2024-01-01",
    ],
)
def test_a_query_that_makes_no_sense_is_told_in_vietnamese(query, reader):
    answer = reader().get(f"{LIST}?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    [(name, [text])] = answer.json()["errors"].items()
    assert name == query.partition("=")[0]
    assert not text.isascii(), text


def test_the_list_asks_the_same_queries_for_many_reports(province, accepted, reader):
    program = reader()

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            program.get(LIST)
        return len(made)

    alone = cost()
    submit(make_report(by=None, unit=province[OTHER_DISTRICT], period=H1))
    assert cost() == alone


# --- HTTP ---------------------------------------------------------------------------------------------------------------------


def test_who_has_the_answer_gets_304_until_it_changes(province, submitted, reader):
    program, address = reader(), f"{LIST}{submitted.public_id}/"
    first = program.get(address)
    again = program.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert program.get(address, headers={"If-None-Match": f'W/{first.headers["ETag"]}, "x"'}).status_code == 304
    assert program.get(address, headers={"If-None-Match": '"x"'}).status_code == 200
    accept_report(by=None, report=submitted)
    assert program.get(address, headers={"If-None-Match": first.headers["ETag"]}).json()["state"] == "accepted"


def test_altered_figures_are_not_handed_on(accepted, reader, monkeypatch):
    monkeypatch.setattr("feed.handed_on.checksum", lambda _figures: "0" * 64)
    answer = reader().get(f"{LIST}{accepted.public_id}/")
    assert (answer.status_code, answer.json()["title"]) == (409, "Số liệu lưu không khớp mã kiểm tra")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_is_written_through_the_api(method, reader):
    assert getattr(reader(), method)(LIST).status_code == 405


def test_errors_below_the_api_are_json_for_programs(db):
    for address in ("/api/v1/khong-co/", "/api/", "/api/v1/reports/x/"):
        answer = Browser().get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert Browser().get("/khong-co/").headers["Content-Type"].startswith("text/html")
    assert Browser().get("/api/v1/reports/?unit=%00").json()["status"] == 400


def test_an_unexpected_error_is_told_as_json_without_its_cause(accepted, reader, monkeypatch):
    monkeypatch.setattr("feed.handed_on.head", lambda *_arguments: 1 / 0)
    answer = reader().get(f"{LIST}{accepted.public_id}/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert b"division" not in answer.content


# --- audit --------------------------------------------------------------------------------------------------------------------


def test_every_call_leaves_one_line(accepted, reader):
    program, address = reader(), f"{LIST}{accepted.public_id}/"
    etag = program.get(address).headers["ETag"]
    program.get(address, headers={"If-None-Match": etag})
    program.get(f"{LIST}?unit={DISTRICT}&page=2")
    program.get(f"{LIST}?unit=Nguyễn")
    program.get(ROUTES["indicator"][1])
    token = AccessToken.objects.get()
    events = list(AuditEvent.objects.filter(action="api.read").order_by("number"))
    assert [(one.detail["view"], one.detail["status"]) for one in events] == [
        ("report", 200),
        ("report", 304),
        ("reports", 200),
        ("reports", 400),
        ("indicator", 404),
    ]
    assert {one.detail["token"] for one in events} == {token.pk}
    assert {(one.by, one.unit) for one in events} == {(None, token.client.unit)}
    assert events[0].target_id == events[1].target_id == str(accepted.pk)
    assert events[2].detail["query"] == {"unit": DISTRICT, "page": "2", "page_size": "50"}


def test_without_its_line_in_the_audit_nothing_is_answered(accepted, reader, monkeypatch):
    program = reader()

    def fail(**_event):
        raise DatabaseError

    monkeypatch.setattr(base.audit_events, "record", fail)
    answer = program.get(f"{LIST}{accepted.public_id}/")
    assert answer.status_code >= 500
    assert b"management" not in answer.content


def test_a_session_opens_no_address_of_the_api(world, accepted, client_for):
    for name in ("province", "leader", "admin"):
        answer = client_for(getattr(world, name)).get(f"{LIST}{accepted.public_id}/")
        assert answer.status_code == 401


def test_a_strangers_secret_is_no_secret(db):
    assert bearer("thn_" + "x" * 43).get(LIST).status_code == 401
