"""The definition of the rate where practice differs between provinces (docs/measures.md §3). Printed under every table."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class CountedDate(TextChoices):
    """The day by which a reoffence falls into a period."""

    PROSECUTION = "prosecution", gettext_lazy("ngày khởi tố bị can")
    CONVICTION = "conviction", gettext_lazy("ngày kết án")


class Denominator(TextChoices):
    """What the number of reoffenders is divided by."""

    DURING = "during", gettext_lazy("số người được quản lý trong kỳ")
    AT_END = "end", gettext_lazy("số người được quản lý cuối kỳ")
    AVERAGE = "average", gettext_lazy("trung bình số hồ sơ đầu kỳ và cuối kỳ")


@dataclass(frozen=True, slots=True)
class Definition:
    """The counted date and the denominator of one report."""

    counted_date: str = CountedDate.PROSECUTION.value
    denominator: str = Denominator.DURING.value

    @property
    def text(self) -> str:
        """The paragraph printed under the tables, in Vietnamese."""
        return _(
            "Tỷ lệ tái phạm tội = 100 × số người tái phạm / %(managed)s, làm tròn hai chữ số thập phân; mỗi người chỉ tính"
            " một lần trong mỗi ô, mỗi dòng tổng và toàn đơn vị. Người tái phạm là người có %(date)s trong kỳ; vụ án đã"
            " đình chỉ hoặc được tuyên không phạm tội thì không tính. Không có người được quản lý thì không tính tỷ lệ (—)."
        ) % {"managed": Denominator(self.denominator).label, "date": CountedDate(self.counted_date).label}
