"""A hint whether a new crime may be recidivism in the sense of the law (BLHS 2015 Điều 53; docs/law.md §4.1). The court
decides.

This is not the statistic of reoffending, which counts people without an open record as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from core.dates import vn_date
from law.timeline import Article, Law, Reason


class CrimeClass(StrEnum):
    """BLHS Điều 9, as in cases.models.judgments.CrimeClass."""

    LESS_SERIOUS = "less_serious"
    SERIOUS = "serious"
    VERY_SERIOUS = "very_serious"
    EXTREMELY_SERIOUS = "extremely_serious"


GRAVE = frozenset({CrimeClass.VERY_SERIOUS, CrimeClass.EXTREMELY_SERIOUS})
# Upper ends of the penalty frame in years, lowest class first (Điều 9).
_FRAMES = ((3, CrimeClass.LESS_SERIOUS), (7, CrimeClass.SERIOUS), (15, CrimeClass.VERY_SERIOUS))


class Hint(StrEnum):
    """What Điều 53 suggests about the new crime."""

    NONE = "none"
    RECIDIVISM = "recidivism"
    DANGEROUS = "dangerous"
    # A class that would decide it is not recorded.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Crime:
    """A crime on the day of the act. `is_intentional` and `crime_class` None: not recorded."""

    act_on: date
    is_intentional: bool | None
    crime_class: CrimeClass | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier conviction; `is_open`: its record was not expunged on the day of the new act (expungement.is_open_on)."""

    is_open: bool
    is_intentional: bool
    crime_class: CrimeClass | None = None
    found_recidivist: bool = False


@dataclass(frozen=True, slots=True)
class Recidivism:
    """The hint with its article and reasons."""

    hint: Hint
    article: Article
    reasons: tuple[Reason, ...]


def crime_class(top_years: int | None) -> CrimeClass:
    """The class of a crime by the upper end of its penalty frame in years (BLHS 2015 Điều 9).

    `top_years` is the frame's, not the sentence's; None: life or death.
    """
    if top_years is None:
        return CrimeClass.EXTREMELY_SERIOUS
    return next((found for top, found in _FRAMES if top_years <= top), CrimeClass.EXTREMELY_SERIOUS)


def recidivism(new: Crime, previous: Iterable[Previous], law: Law) -> Recidivism:
    """The gravest form of recidivism that the new crime may be (BLHS 2015 Điều 53; docs/law.md §4.1).

    `previous`: earlier convictions in any order; only those with an open record count. The court decides.
    """
    hint, code, text = _hint(new, [one for one in previous if one.is_open])
    reason = law.reason(
        code, text % {"on": vn_date(new.act_on)}, of="recidivism" if code == "no_intent" else _ARTICLE_OF[hint]
    )
    return Recidivism(hint, reason.article, (reason,))


_ARTICLE_OF = {
    Hint.NONE: "recidivism",
    Hint.UNKNOWN: "crime_class",
    Hint.RECIDIVISM: "recidivism",
    Hint.DANGEROUS: "dangerous_recidivism",
}


def _hint(new: Crime, still_open: list[Previous]) -> tuple[Hint, str, str]:
    if not still_open:
        return Hint.NONE, "no_open", _("Ngày %(on)s không có án tích nào chưa được xóa.")
    if new.is_intentional is None:
        text = _(
            "Ngày %(on)s chưa được xóa án tích: có thể là tái phạm hoặc tái phạm nguy hiểm nếu cố ý, do Tòa án quyết định."
        )
        return Hint.UNKNOWN, "no_intent", text
    if new.is_intentional:
        return _hint_of_intent(new, still_open)
    if new.crime_class in GRAVE:
        text = _("Ngày %(on)s chưa được xóa án tích, phạm tội rất nghiêm trọng trở lên do vô ý: có thể là tái phạm.")
        return Hint.RECIDIVISM, "grave_negligence", text
    if new.crime_class is None:
        return Hint.UNKNOWN, "no_class", _("Tội mới ngày %(on)s do vô ý, chưa ghi loại tội phạm nên chưa xét được.")
    return (
        Hint.NONE,
        "light_negligence",
        _("Tội mới ngày %(on)s do vô ý, chưa đến rất nghiêm trọng: không phải tái phạm."),
    )


def _hint_of_intent(new: Crime, still_open: list[Previous]) -> tuple[Hint, str, str]:
    if any(one.found_recidivist for one in still_open):
        text = _(
            "Đã bị Tòa án xác định tái phạm, chưa được xóa án tích, ngày %(on)s lại cố ý phạm tội: có thể là tái phạm nguy hiểm."
        )
        return Hint.DANGEROUS, "recidivist_again", text
    if new.crime_class in GRAVE and any(one.is_intentional and one.crime_class in GRAVE for one in still_open):
        text = _("Án tích và tội mới ngày %(on)s đều rất nghiêm trọng trở lên do cố ý: có thể là tái phạm nguy hiểm.")
        return Hint.DANGEROUS, "grave_twice", text
    text = _("Ngày %(on)s chưa được xóa án tích mà cố ý phạm tội mới: có thể là tái phạm.")
    return Hint.RECIDIVISM, "intent", text
