"""Password rules for this site: no common local words, and nothing that is known about the user."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from areas.models import Unit
from core.text import fold, squash

LEAST_LEFT = 8
LEAST_DISTINCT = 6
WORDS = (
    "taihoanhap thihanhan quangngai vietnam hochiminh danang saigon hanoi sontinh tunghia binhson moduc ducpho"
    " congan canhsat canbo dongchi nhandan uybannhandan chinhquyen huyen thanhpho matkhau password welcome"
    " admin quantri dangnhap iloveyou anhyeuem emyeuanh xinchao qwertyuiop qwerty asdfghjkl asdfgh zxcvbnm abcdef abc"
    " letmein monkey dragon"
)
COMMON = frozenset(WORDS.split())


def nfc_password(password: str) -> str:
    """The password in NFC: devices type the same Vietnamese letters composed or decomposed."""
    return unicodedata.normalize("NFC", password)


class LocalPasswordValidator:
    """Refuses passwords of which little is left after common words, names of places and digits are removed."""

    def validate(self, password, user=None):
        """Raises ValidationError for a password that is easy to guess here."""
        left = squash(password)
        for word in sorted({*COMMON, *_known_of(user), *_places()}, key=len, reverse=True):
            left = left.replace(word, "")
        left = re.sub(r"\d+", "", left)  # years and sequences
        if len(left) < LEAST_LEFT or len(set(left)) < LEAST_DISTINCT:
            raise ValidationError(
                _("Mật khẩu quá dễ đoán: ngoài tên, đơn vị, số và các từ thông dụng, cần thêm vài từ khác."),
                code="password_too_local",
            )

    def get_help_text(self):
        """The advice printed beside the field."""
        return _(
            "Nên dùng vài từ không liên quan với nhau, có dấu và dấu cách đều được. Không dùng tên, đơn vị, số hiệu."
        )


def _known_of(user) -> set[str]:
    """Words of three letters or more from the user's names and units, in the form of `squash`."""
    if user is None:
        return set()
    texts = [user.username, user.full_name, user.badge_number]
    if user.pk:
        texts += [membership.unit.name for membership in user.current_memberships]
    words = {squash(text) for text in texts} | {word for text in texts for word in re.findall("[a-z]+", fold(text))}
    return {word for word in words if len(word) >= 3}


def _places() -> set[str]:
    """Names of all units, without the shortest, which are parts of too many other words."""
    names = {squash(name) for name in Unit.objects.values_list("name", flat=True)}
    return {name for name in names if len(name) >= 5}
