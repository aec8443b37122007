"""The legal instruments that a report cites, with the days on which they are in force."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class LegalInstrument:
    """`full` is the name at the first mention (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.6.b), `short` the name at later mentions.

    In force from `valid_from` to the day before `valid_to` (None: still in force).
    """

    subject: str
    short: str | Promise
    full: str | Promise
    valid_from: date
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the instrument applies on the day: `valid_from` <= day < `valid_to`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


CRIMINAL_JUDGMENTS, REINTEGRATION, LOANS = "criminal_judgments", "reintegration", "loans"

INSTRUMENTS = (
    # Luật 41/2019/QH14, in force 1/1/2020. Laws are cited by their name only (NĐ 30, II.6.b); the year tells them apart.
    LegalInstrument(
        CRIMINAL_JUDGMENTS,
        _("Luật Thi hành án hình sự năm 2019"),
        _("Luật Thi hành án hình sự năm 2019"),
        date(2020, 1, 1),
        date(2026, 7, 1),
    ),
    # Luật 127/2025/QH15, passed 10/12/2025, in force 1/7/2026.
    LegalInstrument(
        CRIMINAL_JUDGMENTS,
        _("Luật Thi hành án hình sự năm 2025"),
        _("Luật Thi hành án hình sự năm 2025"),
        date(2026, 7, 1),
    ),
    # The decree under the law of 2025 is not known, so reports cite none from 1/7/2026.
    LegalInstrument(
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
    LegalInstrument(
        LOANS,
        _("Quyết định số 22/2023/QĐ-TTg"),
        _(
            "Quyết định số 22/2023/QĐ-TTg ngày 17 tháng 8 năm 2023 của Thủ tướng Chính phủ về tín dụng đối với người chấp"
            " hành xong án phạt tù"
        ),
        date(2023, 10, 10),
    ),
)


def in_force(subject: str, day: date) -> LegalInstrument | None:
    """The instrument on a subject (one of the constants above) that is in force on a day, or None."""
    in_force_then = (instrument for instrument in INSTRUMENTS if instrument.in_force(day))
    return next((instrument for instrument in in_force_then if instrument.subject == subject), None)


def basis(day: date) -> str:
    """The full names of all instruments in force on a day, for the opening of a report. Empty before 2020."""
    return "; ".join(str(instrument.full) for instrument in INSTRUMENTS if instrument.in_force(day))
