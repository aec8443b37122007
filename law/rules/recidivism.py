"""A hint whether a new crime may be recidivism in the sense of the law (BLHS 2015 Điều 53; docs/law.md §4.1). The court
decides.

This is not the statistic of reoffending, which counts people without an open record as well.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any, TypeVar

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
    # Something that would decide it is not recorded: `Recidivism.questions` says what.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Crime:
    """A crime on the day of the act. None: not recorded."""

    act_on: date | None
    is_intentional: bool | None
    crime_class: CrimeClass | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """An offence of an earlier conviction. None: not recorded.

    `is_open`: its record was not expunged on the day of the new act (expungement.is_open_on); `found_recidivist`: the
    court found recidivism in that judgment; `label`: how the caller names it.
    """

    is_open: bool | None
    is_intentional: bool | None
    crime_class: CrimeClass | None = None
    found_recidivist: bool | None = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Recidivism:
    """The hint with its article and reasons, and the unknown facts that could change it."""

    hint: Hint
    article: Article
    reasons: tuple[Reason, ...]
    questions: tuple[Reason, ...] = ()


def crime_class(top_years: int | None) -> CrimeClass:
    """The class of a crime by the upper end of its penalty frame in years (BLHS 2015 Điều 9).

    `top_years` is the frame's, not the sentence's; None: life or death.
    """
    if top_years is None:
        return CrimeClass.EXTREMELY_SERIOUS
    return next((found for top, found in _FRAMES if top_years <= top), CrimeClass.EXTREMELY_SERIOUS)


def recidivism(new: Crime, previous: Iterable[Previous], law: Law) -> Recidivism:
    """The gravest form of recidivism that the new crime may be (BLHS 2015 Điều 53; docs/law.md §4.1).

    `previous`: offences of earlier convictions in any order; only those whose record was open count. What is not recorded
    is not assumed: if it could change the answer, the hint is UNKNOWN and the questions name it. The court decides.
    """
    may_be_open = [one for one in previous if one.is_open is not False]
    low, high = _bounds(new, may_be_open)
    if low != high:
        text = _UNDECIDED[low, high]() % {"crime": _crime_text(new)}
        reason = law.reason("undecided", text, of=_ARTICLE_OF[high])
        return Recidivism(Hint.UNKNOWN, reason.article, (reason,), tuple(_questions(new, may_be_open, law)))
    code, text = _decided(new, may_be_open, high)
    reason = law.reason(code, text % {"crime": _crime_text(new)}, of=_ARTICLE_OF[high])
    return Recidivism(high, reason.article, (reason,))


_Known = TypeVar("_Known", Crime, Previous)
_ORDER = (Hint.NONE, Hint.RECIDIVISM, Hint.DANGEROUS)
_ARTICLE_OF = {
    Hint.NONE: "recidivism",
    Hint.RECIDIVISM: "recidivism",
    Hint.DANGEROUS: "dangerous_recidivism",
}
_UNDECIDED = {
    (Hint.NONE, Hint.RECIDIVISM): lambda: _(
        "%(crime)s: chưa đủ thông tin để xét; có thể là tái phạm, do Tòa án quyết định."
    ),
    (Hint.NONE, Hint.DANGEROUS): lambda: _(
        "%(crime)s: chưa đủ thông tin để xét; có thể là tái phạm hoặc tái phạm nguy hiểm, do Tòa án quyết định."
    ),
    (Hint.RECIDIVISM, Hint.DANGEROUS): lambda: _(
        "%(crime)s: có thể là tái phạm; chưa đủ thông tin để xét có phải tái phạm nguy hiểm không, do Tòa án quyết định."
    ),
}


def _bounds(new: Crime, previous: Sequence[Previous]) -> tuple[Hint, Hint]:
    """The least and the gravest hint over everything that the unknown facts can be."""
    lows, highs = [], []
    for crime in _completions(new, {"is_intentional": (True, False), "crime_class": tuple(CrimeClass)}):
        of_each = [{_hint(crime, known) for known in _completions(one, _UNKNOWN)} for one in previous]
        lows.append(max((min(found, key=_ORDER.index) for found in of_each), key=_ORDER.index, default=Hint.NONE))
        highs.append(max((max(found, key=_ORDER.index) for found in of_each), key=_ORDER.index, default=Hint.NONE))
    return min(lows, key=_ORDER.index), max(highs, key=_ORDER.index)


_UNKNOWN: dict[str, tuple[bool | CrimeClass, ...]] = {
    "is_open": (True, False),
    "is_intentional": (True, False),
    "crime_class": tuple(CrimeClass),
    "found_recidivist": (True, False),
}


def _completions(one: _Known, values: dict[str, tuple[bool | CrimeClass, ...]]) -> Iterator[_Known]:
    """Every way in which the fields that are None can be filled."""
    open_fields = [name for name in values if getattr(one, name) is None]
    for chosen in product(*(values[name] for name in open_fields)):
        known: dict[str, Any] = dict(zip(open_fields, chosen, strict=True))
        yield replace(one, **known)


def _hint(new: Crime, one: Previous) -> Hint:
    """Điều 53 for one earlier offence; everything is known."""
    if not one.is_open:
        return Hint.NONE
    if not new.is_intentional:
        return Hint.RECIDIVISM if new.crime_class in GRAVE else Hint.NONE
    is_grave_twice = new.crime_class in GRAVE and one.is_intentional and one.crime_class in GRAVE
    return Hint.DANGEROUS if one.found_recidivist or is_grave_twice else Hint.RECIDIVISM


def _decided(new: Crime, previous: Sequence[Previous], hint: Hint) -> tuple[str, str]:
    """The code and the text of an answer that no unknown fact can change."""
    if not previous:
        return "no_open", _("%(crime)s: không có án tích nào chưa được xóa vào ngày phạm tội.")
    if hint == Hint.NONE:
        return "light_negligence", _("%(crime)s, do vô ý, chưa đến rất nghiêm trọng: không phải tái phạm.")
    if hint == Hint.DANGEROUS and any(one.found_recidivist for one in previous):
        return "recidivist_again", _(
            "%(crime)s, do cố ý; đã bị Tòa án xác định tái phạm, chưa được xóa án tích: có thể là tái phạm nguy hiểm."
        )
    if hint == Hint.DANGEROUS:
        return "grave_twice", _(
            "%(crime)s; án tích và tội mới đều rất nghiêm trọng trở lên do cố ý: có thể là tái phạm nguy hiểm."
        )
    if new.is_intentional is False:
        return "grave_negligence", _(
            "%(crime)s, rất nghiêm trọng trở lên do vô ý, chưa được xóa án tích: có thể là tái phạm."
        )
    return "intent", _("%(crime)s, do cố ý, chưa được xóa án tích: có thể là tái phạm.")


def _crime_text(new: Crime) -> str:
    return _("Tội mới ngày %s") % vn_date(new.act_on) if new.act_on else _("Tội mới (chưa ghi ngày phạm tội)")


def _questions(new: Crime, previous: Sequence[Previous], law: Law) -> Iterator[Reason]:
    """The unknown facts of which some value would change what is possible, were the records open that may be open."""
    if new.act_on is None:
        yield law.reason("no_act", _("Chưa ghi ngày phạm tội mới; án tích được xét theo ngày đó."), of="recidivism")
    still_open = [replace(one, is_open=True) for one in previous]
    bounds = _bounds(new, still_open)
    crime_texts = {
        "is_intentional": ("no_intent", _("Chưa ghi tội mới do cố ý hay vô ý."), "recidivism"),
        "crime_class": ("no_class", _("Chưa ghi loại tội phạm của tội mới."), "crime_class"),
    }
    for name, (code, text, article) in crime_texts.items():
        completed = _completions(new, {name: _UNKNOWN[name]})
        if getattr(new, name) is None and any(_bounds(crime, still_open) != bounds for crime in completed):
            yield law.reason(code, text, of=article)
    asked: set[str] = set()
    for place, one in enumerate(previous):
        others = (*still_open[:place], *still_open[place + 1 :])
        for name, text in _previous_texts().items():
            if getattr(one, name) is not None or (name == "is_open" and new.act_on is None):
                continue
            known = replace(one, is_open=True) if name != "is_open" else one
            filled = _completions(known, {name: _UNKNOWN[name]})
            said = text % {"label": one.label}
            if said not in asked and any(_bounds(new, (*others, each)) != bounds for each in filled):
                asked.add(said)
                yield law.reason(f"previous_{name}", said, of="recidivism")


def _previous_texts() -> dict[str, str]:
    return {
        "is_open": _("%(label)s: chưa rõ án tích đã được xóa vào ngày phạm tội mới hay chưa."),
        "is_intentional": _("%(label)s: chưa ghi tội danh do cố ý hay vô ý."),
        "crime_class": _("%(label)s: chưa ghi loại tội phạm."),
        "found_recidivist": _("%(label)s: chưa ghi Tòa án có xác định tái phạm không."),
    }
