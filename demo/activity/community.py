"""The community model of Tịnh Bắc, launched on 19/7/2024 (docs/law.md §7). All people and amounts are invented."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from cases.choices import EndReason
from cases.models import Case
from community.models import Activity, CommuneModel, Enterprise, FundEntry, Gift, Help, ModelMember
from demo.activity.plan import Subject
from demo.activity.supervision import helper_name
from demo.people.district import HAMLETS, Inhabitant

COMMUNE = "21205"
NAME = "Chung tay giúp đỡ người chấp hành xong án phạt tù tái hòa nhập cộng đồng"
LAUNCHED_ON = date(2024, 7, 19)
DECIDED_ON = date(2024, 7, 10)
PLACE = "Hội trường UBND xã Tịnh Bắc"
Role, Kind, Direction = ModelMember.Role, Activity.Kind, FundEntry.Direction
# The first two are demo users.
BOARD = (
    (Role.HEAD, "Lương Thị Thu Hằng", "Phó Chủ tịch UBND xã"),
    (Role.DEPUTY, "Trần Quốc Hậu", "Trưởng Công an xã"),
    (Role.SECRETARY, "Phan Văn Nhân", "Công chức Tư pháp - Hộ tịch"),
    (Role.MEMBER, "Bùi Thị Kim Liên", "Chủ tịch Ủy ban Mặt trận Tổ quốc xã"),
    (Role.MEMBER, "Nguyễn Thị Diệu", "Tổ trưởng tổ tiết kiệm và vay vốn thôn Đông"),
    (Role.MEMBER, "Đỗ Xuân Lộc", "Tổ trưởng tổ tiết kiệm và vay vốn thôn Tây"),
)
ENTERPRISES = (
    ("Cơ sở may Hồng Phúc", "Thôn Trung, xã Tịnh Bắc", "Bà Hồng, chủ cơ sở", 5, 2),
    ("Hợp tác xã nông nghiệp Tịnh Bắc", "Thôn Đông, xã Tịnh Bắc", "Ông Lộc, giám đốc", 6, 3),
    ("Xưởng mộc Thành Đạt", "Thôn Hạ, xã Tịnh Bắc", "Ông Đạt, chủ xưởng", 2, 1),
)


class PlannedActivity(NamedTuple):
    """One activity of the model, without its year; the cost in đồng."""

    month: int
    day: int
    kind: str
    title: str
    place: str
    attendance: int
    helped: int
    cost: int
    result: str


# Activities of every year after the launch.
YEARLY_ACTIVITIES = (
    PlannedActivity(1, 16, Kind.MEETING, "Họp ban điều hành quý, xét quà Tết", PLACE, 14, 0, 0,
              "Thống nhất danh sách người được tặng quà."),
    PlannedActivity(1, 24, Kind.GIFT, "Thăm, tặng quà Tết người hoàn lương khó khăn", "Tại nhà", 21, 9, 4_500_000,
              "Mỗi người một phần quà 500.000 đồng."),
    PlannedActivity(3, 12, Kind.JOB_FAIR, "Tư vấn việc làm cùng các cơ sở đã cam kết", PLACE, 27, 12, 600_000,
              "Bốn người đăng ký, hai người được nhận ngay."),
    PlannedActivity(4, 10, Kind.MEETING, "Họp ban điều hành quý", PLACE, 12, 0, 0, "Phân công người giúp đỡ người mới về."),
    PlannedActivity(6, 26, Kind.PROPAGANDA, "Tuyên truyền phòng, chống ma túy tại các thôn", "Nhà văn hóa thôn Đông", 68, 8,
              900_000, "Phát 150 tờ gấp."),
    PlannedActivity(7, 18, Kind.MEETING, "Sơ kết hoạt động mô hình", PLACE, 32, 11, 800_000,
              "Biểu dương ba người giúp đỡ và hai cơ sở nhận lao động."),
    PlannedActivity(9, 18, Kind.LOAN_ADVICE, "Hướng dẫn vay vốn theo Quyết định 22/2023/QĐ-TTg", PLACE, 24, 10, 300_000,
              "Năm hộ đăng ký nhu cầu vay (Mẫu 01)."),
    PlannedActivity(10, 9, Kind.MEETING, "Họp ban điều hành quý", PLACE, 13, 0, 0, "Rà soát người sắp được xóa án tích."),
    PlannedActivity(11, 14, Kind.VISIT, "Thăm hỏi gia đình người mới trở về", "Tại nhà", 9, 3, 450_000,
              "Nắm nguyện vọng về việc làm, giấy tờ."),
)  # fmt: skip
LAUNCH = (
    "Lễ ra mắt mô hình, có lãnh đạo Công an huyện, UBND xã, các tổ trưởng tổ vay vốn và gia đình người hoàn lương dự",
    84, 15, 2_000_000,
)  # fmt: skip


class PlannedEntry(NamedTuple):
    """One entry of the model's fund, without its year; the amount in đồng."""

    month: int
    day: int
    direction: str
    amount: int
    party: str
    purpose: str


OPENING_ENTRIES = (
    (Direction.IN, 10_000_000, "UBND xã Tịnh Bắc", "Hỗ trợ ban đầu khi ra mắt mô hình"),
    (Direction.IN, 5_000_000, "Hợp tác xã nông nghiệp Tịnh Bắc", "Ủng hộ quỹ"),
    (Direction.OUT, 2_000_000, "Nguyễn Thị Diệu", "Chi lễ ra mắt"),
)
YEARLY_ENTRIES = (
    PlannedEntry(1, 8, Direction.IN, 6_000_000, "Các nhà hảo tâm trong xã", "Ủng hộ quà Tết"),
    PlannedEntry(1, 22, Direction.OUT, 4_500_000, "Phan Văn Nhân", "Mua chín phần quà Tết"),
    PlannedEntry(3, 12, Direction.OUT, 600_000, "Phan Văn Nhân", "Nước uống, tài liệu ngày tư vấn việc làm"),
    PlannedEntry(5, 6, Direction.IN, 3_000_000, "Cơ sở may Hồng Phúc", "Ủng hộ quỹ"),
    PlannedEntry(5, 20, Direction.OUT, 2_500_000, "Người được giúp đỡ", "Hỗ trợ mua đồ nghề sửa xe"),
    PlannedEntry(6, 26, Direction.OUT, 900_000, "Phan Văn Nhân", "In tờ gấp tuyên truyền"),
    PlannedEntry(7, 18, Direction.OUT, 800_000, "Phan Văn Nhân", "Nước uống buổi sơ kết"),
    PlannedEntry(9, 18, Direction.OUT, 300_000, "Phan Văn Nhân", "Tài liệu hướng dẫn vay vốn"),
    PlannedEntry(10, 2, Direction.IN, 2_500_000, "Xưởng mộc Thành Đạt", "Ủng hộ quỹ"),
    PlannedEntry(11, 14, Direction.OUT, 450_000, "Phan Văn Nhân", "Quà thăm hỏi gia đình người mới về"),
)


def rows(
    seed: int,
    on: date,
    unit: int,
    people: Iterable[Inhabitant],
    cases: Mapping[str, Case],
    subjects: Mapping[str, Subject],
) -> Iterator:
    """The model and its records, parents before children. Empty before the launch."""
    if on <= LAUNCHED_ON:
        return
    model = _model(unit)
    yield model
    members = dict(_members(seed, model, people))
    yield from members.values()
    helps = list(_helps(members, on, people, cases, subjects))
    yield from helps
    for name, place, contact, jobs, given in ENTERPRISES:
        yield Enterprise(
            model=model, name=name, address=place, contact=contact, promised_on=LAUNCHED_ON, jobs=jobs, jobs_given=given
        )
    yield from _activities(model, on)
    yield from _fund(model, on)
    yield from _gifts(model, on, helps)


def _model(unit: int) -> CommuneModel:
    return CommuneModel(
        unit_id=unit,
        name=NAME,
        launched_on=LAUNCHED_ON,
        decision_number="86/QĐ-UBND",
        decision_on=DECIDED_ON,
        decision_by="Chủ tịch UBND xã Tịnh Bắc",
        regulation="Quy chế hoạt động ban hành kèm Quyết định 86/QĐ-UBND",
        purpose=(
            "Các đoàn thể, cơ sở sản xuất và người dân trong xã cùng giúp người chấp hành xong án phạt tù ổn định cuộc"
            " sống: giấy tờ, việc làm, vốn vay, thăm hỏi; không để ai tái phạm."
        ),
    )


def _members(seed: int, model: CommuneModel, people: Iterable[Inhabitant]) -> Iterator[tuple[str, ModelMember]]:
    """(name as in the register, member): the board, then the helpers that the register names in the commune."""
    random = Random(f"reintegration living {seed} model")
    for role, full_name, organisation in BOARD:
        yield (
            full_name,
            ModelMember(model=model, full_name=full_name, organisation=organisation, role=role, start_on=DECIDED_ON),
        )
    helpers = dict.fromkeys(one.helper for one in people if one.places[0] == COMMUNE and one.helper)
    for helper in helpers:
        who, _comma, organisation = helper.partition(", ")
        hamlet = next((hamlet for hamlet in HAMLETS if hamlet.lower() in organisation.lower()), random.choice(HAMLETS))
        yield (
            helper,
            ModelMember(model=model, full_name=who, organisation=organisation, hamlet=hamlet, start_on=LAUNCHED_ON),
        )


def _helps(members, on, people, cases, subjects) -> Iterator[Help]:
    """The help for everybody who was managed in the commune after the launch and whose helper is a member."""
    for inhabitant in people:
        for code, case_history in inhabitant.cases:
            last = case_history.history[-1]
            helper = helper_name(subjects[code]) if code in subjects else inhabitant.helper
            if inhabitant.places[last.unit_id] != COMMUNE or helper not in members:
                continue
            if last.end_on is not None and last.end_on <= LAUNCHED_ON:
                continue
            start = max(LAUNCHED_ON, last.start_on)
            is_done = last.end_reason == EndReason.EXPUNGED
            result = "Đã được xóa án tích, có việc làm, không còn trong danh sách giúp đỡ." if is_done else ""
            yield Help(member=members[helper], case=cases[code], start_on=start, end_on=last.end_on, result=result)


def _activities(model: CommuneModel, on: date) -> Iterator[Activity]:
    title, attendance, helped, cost = LAUNCH
    yield Activity(
        model=model, on=LAUNCHED_ON, kind=Kind.MEETING, title=title, place=PLACE, attendance=attendance, helped=helped,
        cost=cost, result="Công bố quyết định, quy chế; ba cơ sở ký cam kết nhận lao động.",
    )  # fmt: skip
    for year in range(LAUNCHED_ON.year, on.year + 1):
        for one in YEARLY_ACTIVITIES:
            day = date(year, one.month, one.day)
            if LAUNCHED_ON < day <= on:
                values = one._replace(attendance=one.attendance + (year + one.month) % 4)._asdict()
                yield Activity(
                    model=model, on=day, **{key: values[key] for key in values if key not in ("month", "day")}
                )


def _fund(model: CommuneModel, on: date) -> Iterator[FundEntry]:
    """The fund's entries. Vouchers are numbered by year, receipts and payments separately."""
    numbers: dict[tuple[str, int], int] = {}
    for day, direction, amount, party, purpose in _money(on):
        number = numbers[direction, day.year] = numbers.get((direction, day.year), 0) + 1
        letters = "PT" if direction == Direction.IN else "PC"
        yield FundEntry(
            model=model, on=day, direction=direction, amount=amount, party=party, purpose=purpose,
            voucher=f"{letters}{number:02}/{day.year}",
        )  # fmt: skip


def _money(on: date) -> Iterator[tuple]:
    for opening in OPENING_ENTRIES:
        yield (LAUNCHED_ON, *opening)
    for year in range(LAUNCHED_ON.year, on.year + 1):
        for one in YEARLY_ENTRIES:
            day = date(year, one.month, one.day)
            if LAUNCHED_ON < day <= on:
                yield day, one.direction, one.amount, one.party, one.purpose


def _gifts(model: CommuneModel, on: date, helps: list[Help]) -> Iterator[Gift]:
    """A gift to the model at its launch, later gifts to some of the people helped."""
    yield Gift(model=model, on=LAUNCHED_ON, donor="Hội Liên hiệp Phụ nữ xã", item="Phần quà nhu yếu phẩm", quantity=10,
               value=3_000_000)  # fmt: skip
    given = (
        ("Ông Lộc, hợp tác xã nông nghiệp", "Bê cái giống", 8_000_000, 60),
        ("Bà Hồng, cơ sở may Hồng Phúc", "Máy may đã qua sử dụng", 2_500_000, 130),
        ("Đoàn Thanh niên xã", "Xe đạp cho con đi học", 1_200_000, 45),
    )
    still = [one for one in helps if one.end_on is None]
    for (donor, item, value, after), one in zip(given, still, strict=False):
        day = one.start_on + timedelta(days=after)
        if day <= on:
            yield Gift(model=model, on=day, donor=donor, item=item, value=value, case=one.case)
