"""Additional penalties and other decisions of the judgment: which are fulfilled, and when (BLHS 2015 Điều 70, 71)."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from law.rules.convictions import Conviction
from law.timeline import Law, Reason


def finished_days(conviction: Conviction) -> list[date]:
    """The days on which penalties and obligations were fulfilled, as far as they were."""
    return [day for day in _done_days(conviction) if day is not None]


def _done_days(conviction: Conviction) -> Iterable[date | None]:
    yield from (penalty.finished_on for penalty in conviction.additional)
    yield from (obligation.done_on for obligation in conviction.obligations)


def unfinished(conviction: Conviction, law: Law) -> tuple[Reason, ...]:
    """The penalties and obligations that are not fulfilled; they block the expungement."""
    penalties = [
        penalty.label or _("hình phạt bổ sung") for penalty in conviction.additional if not penalty.finished_on
    ]
    others = [other.label or _("quyết định khác của bản án") for other in conviction.obligations if not other.done_on]
    text = _("Chưa chấp hành xong: %s.")
    return tuple(law.reason("open", text % label, of="expunge_obligations") for label in (*penalties, *others))
