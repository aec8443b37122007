"""Which law a report may name on which day. Names and days are data: they change without the report changing."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Instrument:
    """`full`: as NĐ 30/2020/NĐ-CP Phụ lục I, mục II.6.b wants the first mention; `short`: every later one.

    In force on `valid_from`, no longer on `valid_to` (None: still in force).
    """

    subject: str
    short: str | Promise
    full: str | Promise
    valid_from: date
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


CRIMINAL_JUDGMENTS, REINTEGRATION, LOANS = "criminal_judgments", "reintegration", "loans"

INSTRUMENTS = (
    # Luật 41/2019/QH14, in force 1/1/2020. Laws are cited by their name only (NĐ 30, II.6.b); the year tells them apart.
    Instrument(
        CRIMINAL_JUDGMENTS,
        _("Luật Thi hành án hình sự năm 2019"),
        _("Luật Thi hành án hình sự năm 2019"),
        date(2020, 1, 1),
        date(2026, 7, 1),
    ),
    # Luật 127/2025/QH15, passed 10/12/2025, in force 1/7/2026.
    Instrument(
        CRIMINAL_JUDGMENTS,
        _("Luật Thi hành án hình sự năm 2025"),
        _("Luật Thi hành án hình sự năm 2025"),
        date(2026, 7, 1),
    ),
    # The decree that follows it under the law of 2025 is not known to us: better none than the wrong one.
    Instrument(
        REINTEGRATION,
        _("Nghị định số 49/2020/NĐ-CP"),
        _(
            "Nghị định số 49/2020/NĐ-CP ngày 17 tháng 4 năm 2020 của Chính phủ quy định chi tiết thi hành Luật Thi hành án"
            " hình sự về tái hòa nhập cộng đồng"
        ),
        date(2020, 6, 15),
        date(2026, 7, 1),
    ),
    # No amendment found up to 2025.
    Instrument(
        LOANS,
        _("Quyết định số 22/2023/QĐ-TTg"),
        _(
            "Quyết định số 22/2023/QĐ-TTg ngày 17 tháng 8 năm 2023 của Thủ tướng Chính phủ về tín dụng đối với người chấp"
            " hành xong án phạt tù"
        ),
        date(2023, 10, 10),
    ),
)


def in_force(subject: str, day: date) -> Instrument | None:
    """What governs `subject` (a constant above) on `day`, if anything named here does."""
    return next((found for found in INSTRUMENTS if found.subject == subject and found.in_force(day)), None)


def basis(day: date) -> str:
    """Everything in force on `day`, in full, as the opening of a report cites it; empty before 2020."""
    return "; ".join(str(found.full) for found in INSTRUMENTS if found.in_force(day))
