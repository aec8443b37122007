"""The pages of a report's life: each user's next step, the check's answers, the decision of the level above, the list."""

import re

import pytest
from django.urls import reverse

from reports.life.points import points
from reports.life.services import accept_report, return_report, submit_report
from reports.models import Report
from reports.services import make_report
from reports.tests.life import check, sign, submit
from reports.tests.pages import plain
from reports.tests.sample_cases import H1

pytestmark = pytest.mark.usefixtures("fast_documents")


@pytest.fixture
def report(world, worked_example):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1)


def at(report, name: str) -> str:
    return reverse(f"reports:{name}", args=[report.public_id])


def offers(client, report) -> set[str]:
    """The steps that the report's page offers to this user."""
    answer = client.get(report.get_absolute_url())
    page = answer.content.decode() if answer.status_code == 200 else ""
    return {
        name for name in ("check", "sign", "submit", "accept", "return", "discard") if f'"{at(report, name)}"' in page
    }


def test_a_report_is_led_through_its_life_by_the_buttons_of_the_page(world, report, client_for, post_form):
    leader, province = client_for(world.leader), client_for(world.province)
    assert (offers(leader, report), offers(province, report)) == ({"check", "discard"}, set())
    asked = points(report.figures)
    answers = {point.key: f"Đã rà soát điểm {number}" for number, point in enumerate(asked)}
    assert "Đã kiểm tra báo cáo." in plain(post_form(leader, at(report, "check"), answers, follow=True))
    assert (offers(leader, report), offers(province, report)) == ({"sign", "discard"}, set())
    sign(report, by=world.leader)
    assert (offers(leader, report), offers(province, report)) == ({"submit"}, set())
    assert "Đã gửi báo cáo lên cấp trên." in plain(post_form(leader, at(report, "submit"), {}, follow=True))
    assert (offers(leader, report), offers(province, report)) == (set(), {"accept", "return"})
    page = plain(province.get(report.get_absolute_url()))
    for number, point in enumerate(asked):
        assert point.text(report.unit_names) in page
        assert f"Đã rà soát điểm {number}" in page
    assert "Đã chấp nhận báo cáo." in plain(post_form(province, at(report, "accept"), {}, follow=True))
    assert (offers(leader, report), offers(province, report)) == (set(), set())
    report.refresh_from_db()
    assert (report.state, report.decided_by) == ("accepted", world.province)


def test_a_page_has_one_primary_button_of_the_users_next_step(world, report, client_for):
    leader = client_for(world.leader)

    def buttons() -> list[str]:
        main = leader.get(report.get_absolute_url()).content.decode().partition("<main")[2]
        return re.findall(r'class="btn btn-primary"[^>]*>([^<]+)<', main)

    assert buttons() == ["Kiểm tra báo cáo"]
    check(report)
    assert buttons() == ["Ký báo cáo"]
    sign(report, by=world.leader)
    assert buttons() == ["Gửi cấp trên"]
    submit_report(by=world.leader, report=report)
    assert buttons() == []
    return_report(by=world.province, report=report, why="Thiếu phụ lục")
    assert buttons() == ["Lập phiên bản mới"]


def test_a_check_with_a_point_left_open_is_shown_again_with_what_was_typed(world, report, client_for, post_form):
    first, *others = points(report.figures)
    answers = {point.key: "Đã xem lại sổ" for point in others}
    answer = post_form(client_for(world.leader), at(report, "check"), {**answers, first.key: " "})
    assert answer.status_code == 422
    assert "Hãy giải trình điểm này." in plain(answer)
    assert answer.content.decode().count("Đã xem lại sổ") == len(others)
    report.refresh_from_db()
    assert (report.state, report.answers) == ("draft", None)


def test_the_same_point_of_the_next_version_keeps_its_answer(world, report, client_for):
    check(report, by=world.leader)
    newer = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    form = client_for(world.leader).get(at(newer, "check")).context["form"]
    assert {form[point.key].value() for point in points(newer.figures)} == {"Đã rà soát"}


def test_a_report_is_returned_with_a_reason_that_everybody_who_sees_it_reads(world, report, client_for, post_form):
    submit(report, by=world.leader)
    leader, province = client_for(world.leader), client_for(world.province)
    assert post_form(province, at(report, "return"), {"why": " "}).status_code == 422
    page = plain(post_form(province, at(report, "return"), {"why": "Phụ lục 2 chưa khớp phụ lục 1"}, follow=True))
    assert "Đã trả lại báo cáo." in page
    for client in (leader, province):
        assert "Phụ lục 2 chưa khớp phụ lục 1" in plain(client.get(report.get_absolute_url()))
    newer = sign(make_report(by=world.leader, unit=world.son_tinh, period=H1), by=world.leader, number="13")
    assert newer.get_absolute_url() in leader.get(report.get_absolute_url()).content.decode()
    assert newer.get_absolute_url() not in province.get(report.get_absolute_url()).content.decode()
    assert report.get_absolute_url() in leader.get(newer.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("check", {"leader"}), ("submit", {"leader"}), ("accept", {"province"}), ("return", {"province"})],
)
def test_who_may_not_take_a_step_finds_no_page(world, report, client_for, name, allowed):
    if name != "check":
        submit(report, by=world.leader)
    for who in ("leader", "officer", "province", "leader_other", "committee", "bank", "admin", "stranger"):
        status = client_for(getattr(world, who)).post(at(report, name), {"why": "x"}).status_code
        assert status in ((302, 409, 422) if who in allowed else (403, 404)), who


def test_a_step_taken_meanwhile_is_shown_and_not_taken_again(world, report, client_for, post_form):
    submit(report, by=world.leader)
    province = client_for(world.province)
    address = at(report, "accept")
    button = province.get(report.get_absolute_url()).context["button"]
    accept_report(by=world.province, report=report)
    data = {"version": button.version, "idempotency_key": button.idempotency_key}
    answer = province.post(address, data)
    assert answer.status_code == 409
    assert "Đã được chấp nhận" in plain(answer)


def test_the_list_is_filtered_by_state(world, report, client_for):
    commune = make_report(by=world.officer, unit=world.tinh_bac, period=H1)
    check(commune)
    leader = client_for(world.leader)

    def listed(state: str) -> set[Report]:
        page = leader.get("/reports/", {"state": state}).content.decode()
        return {one for one in (report, commune) if one.get_absolute_url() in page}

    assert listed("") == {report, commune}
    assert (listed("draft"), listed("checked"), listed("accepted")) == ({report}, {commune}, set())
    assert listed("nonsense") == {report, commune}


def test_the_first_page_of_the_level_above_says_how_many_reports_wait(world, report, client_for):
    province = client_for(world.province)
    assert "chờ quyết định" not in plain(province.get("/", follow=True))
    submit(report, by=world.leader)
    assert "1 báo cáo chờ quyết định" in plain(province.get("/", follow=True))
    assert "chờ quyết định" not in plain(client_for(world.leader).get("/", follow=True))
