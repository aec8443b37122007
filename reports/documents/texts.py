"""The texts that the unit writes in its report."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import nfc

# Key -> label of the form field and heading of the section.
TEXTS = {
    "opening": gettext_lazy("Căn cứ, văn bản chỉ đạo"),
    "features": gettext_lazy("Đặc điểm tình hình"),
    "direction": gettext_lazy("Công tác tham mưu, chỉ đạo"),
    "management": gettext_lazy("Tiếp nhận, quản lý, giám sát, giáo dục"),
    "probation": gettext_lazy("Quản lý người được tha tù trước thời hạn có điều kiện"),
    "support": gettext_lazy("Hỗ trợ việc làm, học nghề, giấy tờ"),
    "loans": gettext_lazy("Tín dụng đối với người chấp hành xong án phạt tù"),
    "models": gettext_lazy("Mô hình tái hòa nhập cộng đồng"),
    "expungement": gettext_lazy("Xóa án tích"),
    "recidivism": gettext_lazy("Tái phạm tội"),
    "inspection": gettext_lazy("Công tác kiểm tra"),
    "strengths": gettext_lazy("Ưu điểm"),
    "limits": gettext_lazy("Tồn tại, hạn chế và nguyên nhân"),
    "plan": gettext_lazy("Phương hướng, nhiệm vụ"),
    "proposals": gettext_lazy("Kiến nghị, đề xuất"),
}
# Characters of all texts together. A longer input is a mistake or an attack.
MAX_TEXT = 200_000


def paragraphs(texts: dict[str, str]) -> dict[str, list[str]]:
    """The typed texts by key, as a list of paragraphs without empty lines."""
    if unknown := set(texts) - set(TEXTS):
        raise KeyError(f"no such part of the report: {', '.join(sorted(unknown))}")
    if sum(map(len, texts.values())) > MAX_TEXT:
        raise ValueError(_("Phần nhận xét của báo cáo dài quá %d ký tự.") % MAX_TEXT)
    return {key: [line for line in map(nfc, texts.get(key, "").splitlines()) if line] for key in TEXTS}
