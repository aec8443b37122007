"""The letterhead of a unit's reports (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

from datetime import date

from django.utils.translation import gettext as _

from areas.models import SYMBOLS, Kind, Level, Unit
from core.documents.model import Letterhead
from reports.models import LetterheadSetting


def letterhead_on(unit: Unit, day: date) -> Letterhead:
    """The letterhead of a unit on a day (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II).

    Returns: the setting in force on `day`; without a setting, a default built from the unit's name and level.
    """
    setting = LetterheadSetting.objects.filter(unit=unit, valid_from__lte=day).order_by("valid_from").last()
    if setting is None:
        return _default_letterhead(unit)
    return Letterhead(
        parent_agency=setting.parent_agency,
        agency=setting.agency,
        symbol=setting.symbol,
        place=setting.place,
        signer_authority=setting.signer_authority,
        signer_title=setting.signer_title,
        signer_rank_name=setting.signer_name,
        recipients=tuple(setting.recipients.splitlines()),
    )


def _default_letterhead(unit: Unit) -> Letterhead:
    above = _("Công an %s") % unit.parent.full_name if unit.parent else _("Bộ Công an")
    head = _("Giám đốc") if unit.level == Level.PROVINCE else _("Trưởng Công an %s") % unit.kind
    return Letterhead(
        parent_agency=above.upper(),
        agency=(_("Công an %s") % unit.full_name).upper(),
        symbol=f"BC-CA{SYMBOLS[Kind(unit.kind)]}",
        place=unit.name,
        signer_title=head.upper(),
        recipients=(
            _("%s (để báo cáo)") % above,
            _("UBND %s (để báo cáo)") % unit.full_name,
            _("Lưu: VT, THAHS"),
        ),
    )
