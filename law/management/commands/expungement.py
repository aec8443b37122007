"""The rules of expungement from plain values, for checking by hand (BLHS Điều 69–73). Stores nothing, looks at nobody."""

import json
import re
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core.dates import today, vn_date
from law.choices import AdditionalPenaltyKind
from law.provider import law_timeline
from law.rules.chapters import needs_court
from law.rules.convictions import SURVEILLANCE, TIMED, Additional, Conviction, NewCrime, Obligation, Penalty
from law.rules.expungement import Answer, Status, expungement
from law.timeline import Law, LawTimeline, Reason

UNKNOWN = "unknown"
DATES = ("start_on", "period_end", "ordinary_end", "cleared_from", "not_before", "earliest")


def day(text: str) -> date:
    """YYYY-MM-DD or dd/mm/yyyy."""
    wanted = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})", text.strip(), re.ASCII)
    try:
        if wanted is None:
            raise ValueError
        year, month, number, first, second, last = wanted.groups()
        return date(int(year or last), int(month or second), int(number or first))
    except ValueError:
        raise ArgumentTypeError(_("Ngày «%s» không đúng dạng NĂM-THÁNG-NGÀY hoặc ngày/tháng/năm.") % text) from None


def day_or_unknown(text: str) -> date | str:
    """A day, or the word that says it is not known."""
    return UNKNOWN if text.strip() == UNKNOWN else day(text)


class Command(BaseCommand):
    """`expungement [options]`: status, period and earliest day of an expungement; see --help."""

    help = _("Tính thời hạn xóa án tích từ các giá trị đã cho. Không lưu gì, không đọc hồ sơ nào.")

    def add_arguments(self, parser: CommandParser) -> None:
        """The plain values of one conviction, and of one for a later crime; sentences in months and days."""
        parser.add_argument(
            "--pronounced-months", type=int, metavar="N", help=_("Mức án tù đã tuyên, tính bằng tháng.")
        )
        parser.add_argument(
            "--pronounced-days", type=int, default=0, metavar="N", help=_("Số ngày tù đã tuyên ngoài số tháng tròn.")
        )
        parser.add_argument(
            "--start", type=day, metavar="DATE", help=_("Ngày chấp hành xong hình phạt chính, hết thử thách, đặc xá.")
        )
        main = parser.add_mutually_exclusive_group()
        main.add_argument("--life", dest="penalty", action="store_const", const=Penalty.LIFE, help=_("Tù chung thân."))
        main.add_argument(
            "--suspended", dest="penalty", action="store_const", const=Penalty.SUSPENDED, help=_("Án treo.")
        )
        main.add_argument("--penalty", type=Penalty, choices=[*Penalty], help=_("Hình phạt chính khác."))
        parser.add_argument("--court", action="store_true", help=_("Tội thuộc Chương XIII hoặc XXVI (Điều 71)."))
        parser.add_argument("--article", metavar="TEXT", help=_("Điều luật của tội, như «Điều 113»: suy ra chương."))
        parser.add_argument("--mixed", action="store_true", help=_("Có cả tội đương nhiên được xóa (Điều 73 khoản 3)."))
        parser.add_argument("--additional-kind", choices=AdditionalPenaltyKind.values, default=SURVEILLANCE)
        parser.add_argument("--additional-end", type=day, metavar="DATE", help=_("Ngày hết hình phạt bổ sung."))
        others = parser.add_mutually_exclusive_group()
        others.add_argument(
            "--obligations-done", type=day, metavar="DATE", help=_("Ngày thực hiện xong quyết định khác.")
        )
        others.add_argument("--obligations-open", action="store_true", help=_("Quyết định khác chưa thực hiện xong."))
        others.add_argument("--obligations-unknown", action="store_true", help=_("Chưa rõ có quyết định khác không."))
        parser.add_argument(
            "--new-crime", type=day_or_unknown, metavar="DATE", help=_("Ngày phạm tội mới; «unknown»: chưa rõ.")
        )
        parser.add_argument("--new-known-by", type=day, metavar="DATE", help=_("Ngày khởi tố, tuyên án về tội mới."))
        parser.add_argument("--new-completed", type=day, metavar="DATE", help=_("Ngày chấp hành xong bản án mới."))
        parser.add_argument("--new-months", type=int, metavar="N", help=_("Mức án mới đã tuyên (tháng)."))
        parser.add_argument("--new-court", action="store_true", help=_("Tội mới thuộc Chương XIII hoặc XXVI."))
        parser.add_argument(
            "--negligent-less-serious",
            action="store_true",
            help=_("Lỗi vô ý về tội ít nghiêm trọng, nghiêm trọng, hoặc được miễn hình phạt (Điều 69 khoản 2)."),
        )
        parser.add_argument("--minor", action="store_true", help=_("Dưới 18 tuổi khi phạm tội."))
        parser.add_argument("--article-72", action="store_true", help=_("Tiến bộ rõ rệt, lập công và được đề nghị."))
        parser.add_argument(
            "--refused",
            type=day,
            metavar="DATE",
            action="append",
            default=[],
            help=_("Ngày Tòa án bác đơn, ghi từng lần."),
        )
        parser.add_argument(
            "--on", type=day, metavar="DATE", help=_("Xét vào ngày này; bỏ trống: xét khi đã hết thời hạn.")
        )
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the answer, as JSON with --json. Raises CommandError for values that contradict each other."""
        law = self._timeline().on(options["on"] or today())
        try:
            answer = expungement(_conviction(options), law, options["on"])
            later = _later(options, law)
        except (ValueError, OverflowError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            result = {"schema": "expungement/1", **as_json(answer), "new_record": as_json(later) if later else None}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(in_words(answer)))
            if later:
                self.stdout.write("\n".join([_("Án tích của bản án mới:"), *in_words(later)]))

    def _timeline(self) -> LawTimeline:
        try:
            return law_timeline()
        except DatabaseError:
            # The rules themselves need no database; before the first migration there are no rows of an administrator.
            self.stderr.write(_("Chưa đọc được cơ sở dữ liệu: dùng các quy định có sẵn."))
            return LawTimeline()


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain values: dates as YYYY-MM-DD, each reason with text and article."""
    return {
        "status": answer.status,
        "path": answer.path,
        "article": str(answer.article),
        "years": answer.years,
        **{name: _iso(getattr(answer, name)) for name in DATES},
        "questions": [_reason(reason) for reason in answer.questions],
        "blockers": [_reason(reason) for reason in answer.blockers],
        "reasons": [_reason(reason) for reason in answer.reasons],
    }


def in_words(answer: Answer) -> list[str]:
    """The answer as lines of Vietnamese text: a sentence with the article, then what is asked, what blocks, and why."""
    sentences = {
        Status.EXPUNGED_AUTO: _("Đương nhiên được xóa án tích từ ngày %(cleared)s."),
        Status.WAITING: _("Chưa hết thời hạn; sớm nhất ngày %(earliest)s."),
        Status.NOT_EXPUNGED: _("Chưa được xóa án tích."),
        Status.NEEDS_CONFIRMATION: _("Phải xin ý kiến xác nhận; không trước ngày %(earliest)s."),
        Status.NEEDS_ANSWER: _("Cần trả lời câu hỏi dưới đây; không trước ngày %(earliest)s."),
        Status.COURT_PETITION: _("Được làm đơn đề nghị Tòa án xóa án tích từ ngày %(earliest)s."),
        Status.COURT_MAY_DECIDE: _("Tòa án có thể xóa án tích trong trường hợp đặc biệt từ ngày %(earliest)s."),
        Status.NO_RECORD: _("Không có án tích."),
    }
    shown = {"cleared": _shown(answer.cleared_from), "earliest": _shown(answer.earliest)}
    lines = [f"{answer.status}: {sentences[answer.status] % shown} ({answer.article})"]
    return lines + [f"- {reason}" for reason in (*answer.questions, *answer.blockers, *answer.reasons)]


def _conviction(options: dict[str, Any]) -> Conviction:
    return Conviction(
        options["start"],
        penalty=options["penalty"] or Penalty.PRISON,
        months=options["pronounced_months"],
        days=options["pronounced_days"],
        needs_court=options["court"] or options["mixed"] or needs_court(options["article"] or ""),
        is_mixed=options["mixed"],
        leaves_no_record=options["negligent_less_serious"],
        is_minor=options["minor"],
        additional=_additional(options),
        obligations=_obligations(options),
        are_obligations_known=not options["obligations_unknown"],
        new_crimes=_new_crimes(options),
        has_merit=options["article_72"],
        refused_on=tuple(options["refused"]),
    )


def _additional(options: dict[str, Any]) -> tuple[Additional, ...]:
    kind, end = options["additional_kind"], options["additional_end"]
    if end is None:
        return ()
    # A fine or confiscation has no term: the day given is the day it was carried out.
    return (Additional(kind, end_on=end, done_on=None if kind in TIMED else end),)


def _obligations(options: dict[str, Any]) -> tuple[Obligation, ...]:
    is_given = options["obligations_open"] or options["obligations_done"]
    return (Obligation(options["obligations_done"]),) if is_given else ()


def _new_crimes(options: dict[str, Any]) -> tuple[NewCrime, ...]:
    completed, months = options["new_completed"], options["new_months"]
    if options["new_crime"] is None:
        if completed or months:
            raise ValueError(_("Có bản án mới thì phải ghi --new-crime, ngày phạm tội mới."))
        return ()
    act_on = None if options["new_crime"] == UNKNOWN else options["new_crime"]
    is_convicted = bool(completed or months)
    return (NewCrime(act_on, completed, is_convicted=is_convicted, known_by=options["new_known_by"]),)


def _later(options: dict[str, Any], law: Law) -> Answer | None:
    """The new conviction's own record."""
    if options["new_months"] is None:
        return None
    later = Conviction(options["new_completed"], months=options["new_months"], needs_court=options["new_court"])
    return expungement(later, law, options["on"])


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "text": reason.text, "article": str(reason.article)}


def _iso(found: date | None) -> str | None:
    return found.isoformat() if found else None


def _shown(found: date | None) -> str:
    return vn_date(found) if found else "—"
