"""The page that the demo district's leader sees first: every panel tells something that could be true."""

import re
from html import unescape

import pytest
from django.test import Client

from accounts.models import User
from audit import events as audit_events
from cases.models import Reoffence
from demo.tests.commands import run

pytestmark = pytest.mark.django_db
LAST, REPORTED = "start=2024-12-15&end=2025-06-14", "start=2023-12-15&end=2024-06-14"


@pytest.fixture(scope="module")
def loaded(shared_rows):
    with shared_rows(lambda: run("load_demo", "--json")) as output:
        yield output


@pytest.fixture
def read(loaded, client_for):
    """read(query): the text of the leader's page, one space between words."""
    client: Client = client_for(User.objects.get(username="lanhdao.sontinh"))

    def text(query: str = "") -> str:
        answer = client.get(f"/dashboard/?{query}")
        assert answer.status_code == 200
        page = answer.content.decode()
        main = re.sub(r"<script.*?</script>", " ", page[page.index("<main") :], flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())

    return text


def number(text: str, label: str) -> int:
    return int(re.search(rf"{re.escape(label)} (\d+)", text).group(1))


def between(text: str, first: str, last: str) -> str:
    start = text.index(first)
    return text[start : text.index(last, start)]


def test_the_first_page_is_the_districts_last_half_year_and_says_that_it_has_ended(read):
    page = read()
    assert "Huyện Sơn Tịnh, 6 tháng đầu năm 2025" in page
    assert "Huyện Sơn Tịnh không còn từ ngày 01/07/2025; đây là nửa năm trọn vẹn cuối cùng của đơn vị." in page
    reported = read(f"unit=527&{REPORTED}")
    assert "Huyện Sơn Tịnh không còn từ ngày 01/07/2025." in reported
    assert "trọn vẹn cuối cùng" not in reported


def test_people_come_and_go_and_some_reoffend(read):
    page = read()
    opening, up, down, closing = map(int, re.search(r"cuối kỳ: (\d+) \+ (\d+) − (\d+) = (\d+) hồ sơ", page).groups())
    assert opening + up - down == closing
    assert min(up, down) >= 10
    reoffended, managed = map(int, re.search(r"(\d+) trong (\d+) người được quản lý", page).groups())
    assert 0 < reoffended < managed / 20
    assert number(page, "Vụ tái phạm chờ xác nhận:") in range(1, reoffended + 1)
    assert number(page, "Mới về trong 90 ngày") >= 5


def test_the_half_year_of_the_report_stays_without_reoffenders(read):
    page = read(f"unit=527&{REPORTED}")
    assert re.search(r"0,00 % 0 trong 138 người được quản lý", page)
    rows = between(page, "Theo diện", "Nếu thêm hoặc bớt")
    assert re.findall(r"\b0/(\d+) 0,00 %", rows) == ["105", "26", "10", "138"]


def test_eight_half_years_have_people_and_most_a_reoffence(read):
    table = between(read(), "Tám nửa năm", "So sánh các đơn vị")
    counts = re.findall(r"\b(\d+)/(\d{2,})\b", table)
    assert len(counts) >= 8
    assert all(int(people) > 90 for _reoffended, people in counts[:8])
    assert sum(int(reoffended) > 0 for reoffended, _people in counts[:8]) >= 5


def test_one_commune_is_silent_and_one_is_late(read):
    page = read()
    assert "Không ghi gì trong 90 ngày : Tịnh Trà Tám nửa" in page.replace("trong 90 ngày:", "trong 90 ngày :")
    rows = between(page, "Các đơn vị Đơn vị", "Chưa tái phạm theo thời gian")
    found = re.findall(r"(Tịnh \w+) \d+ \d+/\d+ \([\d,]+ %\) \d+ ([\d,]+|—) (có ghi|không ghi gì)", rows)
    assert len(found) == 11
    assert [name for name, _days, said in found if said == "không ghi gì"] == ["Tịnh Trà"]
    delays = {name: float(days.replace(",", ".")) for name, days, _said in found if days != "—"}
    # Entered a month later in the middle, and twice as late as anywhere else.
    late = delays.pop("Tịnh Đông")
    assert late >= 30
    assert late > 2 * max(delays.values())
    assert len(set(delays.values())) >= 5
    assert number(page, "Ghi muộn") >= 2


def test_help_is_needed_here_and_there(read):
    page = read()
    groups = between(page, "Nhóm A", "Nhu cầu chưa giải quyết")
    assert all(number(groups, f"Nhóm {group}") > 0 for group in "ABC")
    assert number(page, "Đang có việc làm") > number(page, "Chưa rõ việc làm") > 0
    covered, expected = map(int, re.search(r"Tiếp xúc đúng kỳ: (\d+)/(\d+)", page).groups())
    assert 0.6 * expected < covered < expected
    assert number(page, "Món vay đã giải ngân") == 2
    assert number(page, "Chưa có cán bộ phụ trách") == 0
    assert len(re.findall(r"\d \d \d", between(page, "Nhu cầu chưa giải quyết", "Các đơn vị Đơn vị"))) >= 3


def test_cohorts_are_large_enough(read):
    cohorts = between(read(), "Sau khi về Tái phạm", "Giúp đỡ có đi cùng")
    people = {months: int(count) for months, count in re.findall(r"Trong (\d+) tháng \d+/(\d+)", cohorts)}
    assert people["12"] >= 100
    assert people["24"] >= 100
    assert people["36"] >= 30


def test_who_had_help_is_compared_with_who_had_not(read):
    page = between(read(), "Giúp đỡ có đi cùng", "So sánh này không chứng minh")
    assert page.count("Trong 100 người") >= 2


def test_a_late_fact_was_not_known_at_the_periods_end(read):
    then = read(f"unit=527&{LAST}&known_at=14/06/2025")
    managed = [
        int(re.search(r"trong (\d+) người được quản lý", page).group(1)) for page in (then, read(f"unit=527&{LAST}"))
    ]
    assert managed[0] < managed[1]


def test_all_outcomes_are_there_and_the_audit_chain_holds(loaded, client_for):
    outcomes = Reoffence.objects.current().values_list("outcome", flat=True)
    assert set(outcomes) == {"pending", "convicted", "dropped", "acquitted"}
    assert Reoffence.objects.exclude(known_until=None).filter(outcome="pending").count() > 5
    assert audit_events.first_broken_event({}) is None
