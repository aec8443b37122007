"""The rules of loans under QĐ 22/2023/QĐ-TTg from plain values, for checking by hand. Stores nothing, looks at nobody."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import today
from core.money import grouped
from law.choices import Category, Purpose
from law.credit import limits
from law.credit.eligibility import Answer, Business, Level, Released, business, released
from law.credit.limits import Limit
from law.management.commands.expungement import day
from law.provider import law_timeline
from law.timeline import Law, LawTimeline, Reason

ANSWERS = {"yes": True, "no": False}
MARKS = {
    Level.MET: gettext_lazy("đạt"),
    Level.FAILED: gettext_lazy("không đạt"),
    Level.ASK: gettext_lazy("cần trả lời"),
}


class Command(BaseCommand):
    """`eligibility [options]`: conditions, largest amount, term and rate of a loan; see --help."""

    help = _("Xét điều kiện, mức vay, thời hạn, lãi suất theo Quyết định 22/2023/QĐ-TTg từ các giá trị đã cho.")

    def add_arguments(self, parser: CommandParser) -> None:
        """The plain values from which the rules answer; amounts in đồng, terms in months and days."""
        parser.add_argument("--category", choices=Category.values, default="completed", help=_("Diện khi ra trại."))
        parser.add_argument(
            "--completed", type=day, metavar="DATE", help=_("Ngày chấp hành xong, đặc xá hoặc hết thử thách.")
        )
        parser.add_argument("--on", type=day, metavar="DATE", help=_("Ngày vay; bỏ trống: hôm nay."))
        for name, text in (
            ("need", _("Có nhu cầu vay.")),
            ("listed", _("Có tên trong Mẫu số 01 đã được xác nhận.")),
            ("other-debt", _("Còn nợ chương trình khác cùng mục đích.")),
            ("lawful", _("Cơ sở hoạt động hợp pháp.")),
            ("plan-confirmed", _("Phương án đã được xác nhận theo Mẫu số 02.")),
        ):
            parser.add_argument(f"--{name}", choices=[*ANSWERS], help=text)
        parser.add_argument("--establishment", action="store_true", help=_("Cơ sở sản xuất, kinh doanh vay."))
        parser.add_argument("--workers", type=int, metavar="N", help=_("Tổng số lao động của cơ sở."))
        parser.add_argument("--released-workers", type=int, metavar="N", help=_("Lao động chấp hành xong án phạt tù."))
        parser.add_argument(
            "--purpose", choices=Purpose.values, default=Purpose.PRODUCTION.value, help=_("Mục đích vay.")
        )
        parser.add_argument("--course-months", type=int, metavar="N", help=_("Số tháng học."))
        parser.add_argument("--course-start", type=day, metavar="DATE", help=_("Ngày phát tiền vay lần đầu."))
        parser.add_argument("--course-end", type=day, metavar="DATE", help=_("Ngày kết thúc khóa học."))
        parser.add_argument("--amount", type=int, metavar="N", help=_("Số tiền vay (đồng)."))
        parser.add_argument("--days", type=int, metavar="N", help=_("Tính lãi của số tiền vay trong số ngày này."))
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the answer, as JSON with --json. Raises CommandError for values that contradict each other."""
        on = options["on"] or today()
        law = self._timeline().on(on)
        try:
            answer = _answer(options, law, on)
            result = {"schema": "eligibility/1", "on": on.isoformat(), **_asked(answer), **_limits(options, law)}
        except (ValueError, OverflowError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(result, ensure_ascii=False) if options["json"] else "\n".join(_in_words(result)))

    def _timeline(self) -> LawTimeline:
        try:
            return law_timeline()
        except DatabaseError:
            self.stderr.write(_("Chưa đọc được cơ sở dữ liệu: dùng các quy định có sẵn."))
            return LawTimeline()


def _answer(options: dict[str, Any], law: Law, on: date) -> Answer:
    said = {name: ANSWERS.get(options[name]) for name in ("need", "listed", "other_debt", "lawful", "plan_confirmed")}
    if options["establishment"]:
        if options["purpose"] != Purpose.PRODUCTION:
            raise ValueError(_("Cơ sở chỉ vay để sản xuất, kinh doanh."))
        establishment = Business(
            options["workers"], options["released_workers"], said["lawful"], said["plan_confirmed"], said["other_debt"]
        )
        return business(establishment, law)
    person = Released(options["category"], options["completed"], said["need"], said["listed"], said["other_debt"])
    return released(person, law, on)


def _asked(answer: Answer) -> dict[str, Any]:
    return {
        "status": answer.status,
        "eligible_until": answer.last_day and answer.last_day.isoformat(),
        "conditions": [{"level": one.level, **_reason(one.reason)} for one in answer.conditions],
    }


def _limits(options: dict[str, Any], law: Law) -> dict[str, Any]:
    months, course, amount = options["course_months"], None, options["amount"]
    if options["course_start"] and options["course_end"]:
        course = limits.course_term(options["course_start"], options["course_end"], law)
        months = course.pays_out
    if any(value is not None and value < 0 for value in (months, amount, options["days"])):
        raise ValueError(_("Số tháng, số tiền, số ngày không thể âm."))
    rate = law.decimal("loan_rate")
    dearer = limits.overdue_rate(rate, law)
    result: dict[str, Any] = {
        "ceiling": _limit(_ceiling(options, law, months)),
        "longest_months": _limit(limits.longest(options["purpose"], law, months)),
        "latest_end": course and course.last_on.isoformat(),
        "rate": str(rate),
        "overdue_rate": str(dearer),
    }
    if amount is None:
        return result
    secured = limits.security(amount, law)
    most = result["ceiling"]["most"]
    result |= {"within_ceiling": None if most is None else amount <= most, "security": secured and _reason(secured)}
    if options["days"] is not None:
        result["interest"] = limits.interest(amount, rate, options["days"], law)
        result["overdue_interest"] = limits.interest(amount, dearer, options["days"], law)
    return result


def _ceiling(options: dict[str, Any], law: Law, months: int | None) -> Limit:
    if options["establishment"]:
        return limits.business_ceiling(options["workers"], options["released_workers"], law)
    return limits.ceiling(options["purpose"], law, months)


def _limit(found: Limit) -> dict[str, Any]:
    return {"most": found.most, **_reason(found.reason)}


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "text": reason.text, "article": str(reason.article)}


def _in_words(result: dict[str, Any]) -> Iterator[str]:
    yield _("Kết luận: %s") % result["status"]
    for one in result["conditions"]:
        yield f"- [{MARKS[one['level']]}] {one['text']} ({one['article']})"
    for name in ("ceiling", "longest_months"):
        yield f"- {result[name]['text']} ({result[name]['article']})"
    if result["latest_end"]:
        yield _("- Hết hạn muộn nhất: %s") % "/".join(reversed(result["latest_end"].split("-")))
    yield _("- Lãi suất %(rate)s %%/năm, quá hạn %(overdue_rate)s %%/năm.") % result
    if result.get("security"):
        yield f"- {result['security']['text']} ({result['security']['article']})"
    if "interest" in result:
        sums = {name: grouped(result[name]) for name in ("interest", "overdue_interest")}
        yield _("- Tiền lãi %(interest)s đồng; nếu quá hạn %(overdue_interest)s đồng.") % sums
