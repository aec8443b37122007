"""Names of bodies and acts by date.

The police was reorganised on 1/3/2025; districts and district courts ended on 1/7/2025.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from law.statutes.legal_acts import HIGH, LOW, MEDIUM, NEW_EXECUTION_LAW, body

TITLE = _("Tên cơ quan, văn bản theo thời gian")

START = date(2018, 1, 1)
POLICE_REFORM = date(2025, 3, 1)
TWO_TIERS = date(2025, 7, 1)
REFORM = "Tổ chức Công an ba cấp còn hai cấp từ 01/3/2025"
TIERS = "Chính quyền địa phương hai cấp từ 01/7/2025"
EXECUTION_2019 = "Luật Thi hành án hình sự 2019"
EXECUTION_2025 = "theo Luật Thi hành án hình sự 2025 — kiểm tra số điều"
PRESS = _("Báo chí và cổng thông tin của Chính phủ về sắp xếp bộ máy năm 2025.")
MOVES = _("Điều 68 khoản 2 điểm b sửa đổi bởi Luật 86/2025/QH15; trước đó theo thông lệ, chưa đối chiếu.")
FULL_TEXT = _("Toàn văn Luật Thi hành án hình sự hợp nhất sau Luật 59/2024/QH15 và Luật 86/2025/QH15.")
COURTS = _("Theo hiểu biết chung về Luật Tổ chức Tòa án nhân dân sửa đổi năm 2025, chưa đối chiếu nguyên văn.")
TASKS = _("Việc nào của Công an huyện về tỉnh, việc nào về xã chưa có bảng chính thức; đơn vị đối chiếu.")

LINES = [
    body(
        "body_district_police",
        _("Công an cấp trên trực tiếp của Công an cấp xã"),
        (START, "Công an huyện", EXECUTION_2019, HIGH),
        (POLICE_REFORM, "Công an tỉnh", REFORM, HIGH),
        source=PRESS,
    ),
    body(
        "body_execution",
        _("Cơ quan thi hành án hình sự"),
        (START, "Cơ quan thi hành án hình sự Công an cấp huyện", EXECUTION_2019, HIGH),
        (POLICE_REFORM, "Cơ quan thi hành án hình sự Công an cấp tỉnh", REFORM, MEDIUM),
        (NEW_EXECUTION_LAW, "Cơ quan thi hành án hình sự Công an cấp tỉnh", EXECUTION_2025, LOW),
        source=TASKS,
    ),
    body(
        "body_supervision",
        _("Cơ quan chịu trách nhiệm quản lý người được tha tù có điều kiện"),
        (START, "Ủy ban nhân dân cấp xã", f"{EXECUTION_2019}, Điều 61", HIGH),
        (NEW_EXECUTION_LAW, "Ủy ban nhân dân cấp xã", EXECUTION_2025, MEDIUM),
        source=PRESS,
    ),
    body(
        "body_judicial_slip",
        _("Cơ quan cấp Phiếu lý lịch tư pháp"),
        (START, "Sở Tư pháp", "Luật Lý lịch tư pháp 2009", HIGH),
        (POLICE_REFORM, "Công an tỉnh", REFORM, HIGH),
        source=PRESS,
    ),
    body(
        "body_move_within",
        _("Cơ quan đồng ý thay đổi nơi cư trú trong tỉnh"),
        (START, "Cơ quan thi hành án hình sự Công an cấp huyện", f"{EXECUTION_2019}, Điều 68", LOW),
        (POLICE_REFORM, "Cơ quan thi hành án hình sự Công an cấp tỉnh", REFORM, LOW),
        (TWO_TIERS, "Công an cấp xã", f"{EXECUTION_2019}, Điều 68 khoản 2 điểm b", HIGH),
        (NEW_EXECUTION_LAW, "Công an cấp xã", EXECUTION_2025, LOW),
        source=MOVES,
    ),
    body(
        "body_move_outside",
        _("Cơ quan đồng ý thay đổi nơi cư trú ngoài tỉnh"),
        (START, "Cơ quan thi hành án hình sự Công an cấp huyện", f"{EXECUTION_2019}, Điều 68", LOW),
        (POLICE_REFORM, "Cơ quan thi hành án hình sự Công an cấp tỉnh", REFORM, LOW),
        (TWO_TIERS, "Cơ quan thi hành án hình sự Công an cấp tỉnh", f"{EXECUTION_2019}, Điều 68 khoản 2 điểm b", HIGH),
        (NEW_EXECUTION_LAW, "Cơ quan thi hành án hình sự Công an cấp tỉnh", EXECUTION_2025, LOW),
        source=MOVES,
    ),
    body(
        "body_first_court",
        _("Tòa án xét xử sơ thẩm"),
        (START, "Tòa án nhân dân cấp huyện", "Luật Tổ chức Tòa án nhân dân", HIGH),
        (TWO_TIERS, "Tòa án nhân dân khu vực", "Luật Tổ chức Tòa án nhân dân (sửa đổi 2025)", MEDIUM),
        source=COURTS,
    ),
    body(
        "body_shortening_court",
        _("Tòa án xét rút ngắn thời gian thử thách"),
        (START, "Tòa án nhân dân cấp tỉnh", f"{EXECUTION_2019}, Điều 65 khoản 4", HIGH),
        (NEW_EXECUTION_LAW, "Tòa án nhân dân cấp tỉnh", EXECUTION_2025, LOW),
        source=FULL_TEXT,
    ),
    body(
        "act_execution",
        _("Luật thi hành án hình sự đang áp dụng"),
        (date(2020, 1, 1), "Luật Thi hành án hình sự 2019", "Luật 41/2019/QH14", HIGH),
        (NEW_EXECUTION_LAW, "Luật Thi hành án hình sự 2025", "Luật 127/2025/QH15", HIGH),
        source=PRESS,
    ),
]
