"""What the dashboard concludes from its counts: people with a help and others, survival, hazard, funnel, trend, what if."""

from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest

from accounts.models import User
from accounts.tests.factories import MembershipFactory, UserFactory
from areas.models import Unit
from cases.models import Employment
from core.dates import Period
from dashboard import wording
from dashboard.content import Dashboard
from dashboard.pictures import Pictures, _shown_times
from dashboard.question_form import DashboardForm
from reports import period_form
from reports.measures.dashboard.cohorts import Followed
from reports.measures.dashboard.people import Rate, Rates
from reports.measures.dashboard.question import Question
from reports.tests.sample_cases import DISTRICT, H1, X, Y, Z, case, store

D = date(2024, 6, 14)


def ask(unit, **given) -> Dashboard:
    return Dashboard(Question.now(unit, H1, D, **given))


def with_followed(*people: tuple[int, bool]) -> Dashboard:
    """A dashboard of people, each with the days under observation and whether they ended with a reoffence."""
    dashboard = Dashboard(SimpleNamespace(day=D))
    vars(dashboard)["followed"] = Followed(Counter(people), [], {})
    return dashboard


def with_rates(headline: tuple, before: tuple = (0, 0), trend: tuple = ()) -> Dashboard:
    """A dashboard of these (reoffended, managed)."""

    def rate(pair: tuple) -> Rate:
        return Rate(H1, pair[1], pair[0])

    dashboard = Dashboard(SimpleNamespace(day=D))
    none = rate((0, 0))
    vars(dashboard)["rates"] = Rates(rate(headline), rate(before), {}, [rate(pair) for pair in trend], none, [])
    return dashboard


# --- help -------------------------------------------------------------------------------------------------------------------


def test_people_with_a_help_are_compared_over_second_years_that_are_over(units):
    plain = [case(f"A{n}", f"A{n}", "X completed 01/01/2022") for n in range(10)]
    plain += [
        case(f"B{n}", f"B{n}", "X completed 01/01/2022", reoffences=["01/06/2023"] if n < 6 else ()) for n in range(12)
    ]
    # Their second year is not over on D: neither these five who reoffended in it nor those who did not say anything yet.
    plain += [
        case(f"C{n}", f"C{n}", "X completed 01/01/2023", reoffences=["01/03/2024"] if n < 5 else ()) for n in range(8)
    ]
    # Reoffended in the third year: not within the second.
    plain.append(case("D", "D", "X completed 01/01/2022", reoffences=["02/01/2024"]))
    stored = store(plain, units)
    for code, one in stored.items():
        if code[0] in "AC":
            Employment.objects.create(case=one, employer="x", work="x", contract="self", start_on=date(2022, 5, 1))
    by_name = {one.name: one for one in ask(units[X]).helps}
    work = by_name["work"].result
    assert (work.a.k, work.a.n, work.b.k, work.b.n) == (0, 10, 6, 13)
    assert work.verdict == "clear_difference"
    assert wording.help_sentence(by_name["work"]) == (
        "Trong 100 người có việc làm trong năm đầu: 0 người tái phạm trong năm thứ hai; trong 100 người chưa có việc làm trong"
        " năm đầu: 46,2 người. Khác biệt rõ, nhưng không chứng minh nguyên nhân."
    )
    # Nobody borrowed; without anybody in a group there is nothing to say.
    assert wording.help_sentence(by_name["loan"]).startswith("Chưa đủ số liệu để so sánh người được vay vốn")


# --- time since release -------------------------------------------------------------------------------------------------------


def test_a_reoffence_on_the_day_of_release_counts(units):
    store(
        [
            case("1", "A", "X completed 01/01/2022", reoffences=["01/01/2022"]),
            *(case(f"B{n}", f"B{n}", "X completed 01/01/2022") for n in range(3)),
        ],
        units,
    )
    dashboard = ask(units[X])
    found = dashboard.survival
    assert (found.n, found.events) == (4, 1)
    assert [(step.time, step.at_risk, step.survival) for step in found.steps] == [(0, 4, 0.75)]
    first = dashboard.hazards[0]
    assert (first.at_risk, first.events) == (4, 1)
    assert sum(period.events for period in dashboard.hazards) == 1


def test_survival_and_hazard_of_nobody_and_of_one_who_reoffended_at_once():
    nobody = with_followed()
    assert (nobody.survival, nobody.hazards) == (None, [])
    at_once = with_followed((0, True))
    assert [(step.time, step.survival) for step in at_once.survival.steps] == [(0, 0)]
    assert [period.rate for period in at_once.hazards] == [None]


def test_a_curve_of_many_times_has_a_row_for_the_last_reoffence_of_each_month():
    times = [*range(1, 61)]
    assert [*_shown_times(times)] == times
    # A month has 30.4 days: the second one ends with day 60.
    assert [*_shown_times([*times, 61])] == [30, 60, 61]


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ([(900, False)] * 30, "Chưa có vụ tái phạm nào để biết thời gian nào sau khi về cần gần gũi hơn."),
        (
            [(100, True)] * 20 + [(900, False)] * 80,
            "Tái phạm nhiều nhất ở tháng 3–6 sau khi về: nên gặp dày hơn trong thời gian ấy.",
        ),
        (
            [(100, True)] + [(900, False)] * 80,
            "Nhiều vụ nhất ở tháng 3–6 sau khi về, nhưng số vụ còn ít nên chưa kết luận được.",
        ),
    ],
    ids=["none", "clear", "few"],
)
def test_when_people_need_visits_most_is_said_only_if_it_is_clear(people, sentence):
    assert wording.hazard_sentence(with_followed(*people)) == sentence


# --- rates ----------------------------------------------------------------------------------------------------------------------

LIMIT = "Không ai tái phạm chỉ chắc chắn là dưới 1 % khi số người được quản lý từ 368 trở lên."


@pytest.mark.parametrize(
    ("headline", "sentences"),
    [
        ((0, 0), []),
        ((0, 50), ["Thêm một người tái phạm, tỷ lệ là 2,00 %."]),
        ((2, 50), ["Thêm một người tái phạm, tỷ lệ là 6,00 %.", "Bớt một người, tỷ lệ là 2,00 %."]),
        ((3, 3), ["Bớt một người, tỷ lệ là 66,67 %."]),
        # Of an average the half person is rounded up.
        ((0, 49.5), ["Thêm một người tái phạm, tỷ lệ là 2,00 %."]),
    ],
    ids=["nobody", "none", "some", "everybody", "average"],
)
def test_one_person_more_or_fewer(headline, sentences):
    found = wording.what_if_sentences(with_rates(headline))
    assert [sentence.replace("\xa0", " ") for sentence in found] == [*sentences, LIMIT]


BARS = "Vạch đứng là khoảng tin cậy 95 %."


@pytest.mark.parametrize(
    ("before", "last", "note"),
    [
        ((0, 0), (1, 9), BARS),
        ((1, 9), (0, 0), BARS),
        ((1, 30), (3, 30), f"So với nửa năm liền trước: chưa thấy khác biệt rõ. {BARS}"),
        ((1, 100), (12, 100), f"Cao hơn rõ so với nửa năm liền trước. {BARS}"),
        ((12, 100), (1, 100), f"Thấp hơn rõ so với nửa năm liền trước. {BARS}"),
    ],
    ids=["nobody-before", "nobody-now", "unclear", "higher", "lower"],
)
def test_a_change_is_called_one_only_if_it_is_clear(before, last, note):
    assert wording.trend_note(with_rates(last, trend=((9, 9), before, last))) == note


def test_communes_outside_the_limits_are_named_and_no_other(units):
    plain = [
        case(f"{commune}{n}", f"{commune}{n}", f"{commune} completed 01/01/2023", reoffences=["01/02/2024"] * (n < few))
        for commune, few in (("X", 14), ("Y", 2), ("Z", 2))
        for n in range(30)
    ]
    store(plain, units)
    dashboard = ask(units[DISTRICT])
    assert dashboard.base_rate == 18 / 90
    found = {
        one.unit.code: (one.shown.rate.reoffended, one.shown.rate.managed, one.outside) for one in dashboard.funnel
    }
    assert {code: row[:2] for code, row in found.items()} == {X: (14, 30), Y: (2, 30), Z: (2, 30)}
    assert (found[X][2].limits, found[X][2].direction) == ("99.8", "higher")
    assert (found[Y][2], found[Z][2]) == (None, None)
    chart = Pictures(dashboard, is_now=True).funnel()
    assert {row.cells[0].text: (row.mark, row.cells[-1].text) for row in chart.rows} == {
        "Mẫu 1": ("outside", "cao hơn mức chung (ngoài giới hạn 99,8 %)"),
        "Mẫu 2": ("", "trong giới hạn"),
        "Mẫu 3": ("", "trong giới hạn"),
    }
    assert chart.note == "Ngoài hai đường cong mới là khác mức chung: Mẫu 1 cao hơn mức chung."


# --- the period to begin with ----------------------------------------------------------------------------------------------


def test_the_first_period_is_the_present_half_year_or_the_last_one_of_a_former_unit(units, monkeypatch):
    user = UserFactory()
    MembershipFactory(user=user, unit=units[DISTRICT], role="district_leader")
    for day, first, last in (
        (date(2024, 6, 14), date(2023, 12, 15), date(2024, 6, 14)),
        (date(2024, 6, 15), date(2024, 6, 15), date(2024, 12, 14)),
    ):
        monkeypatch.setattr(period_form, "today", lambda day=day: day)
        assert DashboardForm.first_period(user) == Period(first, last)
    # Abolished on the first day after the half-year: it completed it. A day earlier: it did not.
    for abolished, last in ((date(2024, 6, 15), date(2024, 6, 14)), (date(2024, 6, 14), date(2023, 12, 14))):
        Unit.objects.filter(code__startswith=DISTRICT).update(valid_to=abolished)
        monkeypatch.setattr(period_form, "today", lambda: date(2026, 1, 1))
        assert DashboardForm.first_period(User.objects.get(pk=user.pk)).end == last


@pytest.mark.parametrize(
    ("valid_to", "said"),
    [
        (None, ""),
        (date(2025, 7, 2), ""),
        (date(2025, 7, 1), "Xã X không còn từ ngày 01/07/2025; đây là nửa năm trọn vẹn cuối cùng của đơn vị."),
        (date(2024, 12, 1), "Xã X không còn từ ngày 01/12/2024."),
    ],
)
@pytest.mark.django_db
def test_a_unit_that_is_no_more_is_told_from_its_first_day_without_it(valid_to, said):
    unit = SimpleNamespace(valid_to=valid_to, full_name="xã X")
    period = Period(date(2024, 12, 15), date(2025, 6, 14))
    assert wording.former_unit(SimpleNamespace(unit=unit, period=period, today=date(2025, 7, 1))) == said
