"""Encrypts and indexes all ID numbers with the current keys. The old keys are given as ID_…_KEY_PREVIOUS."""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from audit import events as audit_events
from cases.models import IdentityNumber, Notice
from cases.people import id_encryption
from cases.people.id_encryption import DecryptionError
from core.encrypted_fields import EncryptedBinaryField, NotDecrypted

BATCH_SIZE = 500


class Command(BaseCommand):
    """`rotate_id_keys`: run while the site is stopped, with the new keys and the old ones (`…_PREVIOUS`) set."""

    help = _("Niêm phong lại mọi số giấy tờ bằng khóa mới. Dừng trang web trước khi chạy.")

    def handle(self, *args, **options):
        """Rotate in one transaction and print the counts.

        Raise CommandError if a number can be read with neither key; then nothing was changed.
        """
        try:
            numbers, notices = rotate()
        except (DecryptionError, NotDecrypted):
            raise CommandError(
                _(
                    "Có số giấy tờ không mở được bằng khóa mới lẫn khóa cũ; chưa có gì thay đổi. Kiểm tra lại hai khóa cũ."
                )
            ) from None
        self.stdout.write(_("Đã niêm phong lại %(numbers)d số giấy tờ, %(notices)d thông báo.") % {
            "numbers": numbers, "notices": notices,
        })  # fmt: skip


@transaction.atomic
def rotate() -> tuple[int, int]:
    """Encrypt all numbers in one transaction, so that index and ciphertext always use the same keys. Raises DecryptionError."""
    numbers = _all(IdentityNumber.all_objects.select_for_update().order_by("pk"), "id")
    notices = _all(Notice.objects.select_for_update().exclude(number_encrypted=None).order_by("pk"), "number_id")
    for model in apps.get_models():
        _encrypt_columns(model)
    audit_events.record(by=None, action="keys.rotate", detail={"numbers": numbers, "notices": notices})
    return numbers, notices


def _encrypt_columns(model) -> None:
    """Encrypt the columns of side tables (core/encrypted_fields.py) anew. Row by row: a file may be large.

    Of a model with `is_write_once` the database refuses UPDATE, so its rows are deleted and inserted.
    """
    names = [field.name for field in model._meta.local_fields if isinstance(field, EncryptedBinaryField)]
    keys = model._base_manager.order_by("pk").values_list("pk", flat=True) if names else ()
    for pk in list(keys):
        if getattr(model, "is_write_once", False):
            row = model._base_manager.get(pk=pk)
            model._base_manager.filter(pk=pk).delete()
            row.save(force_insert=True)
            continue
        row = model._base_manager.only(*names).get(pk=pk)
        model._base_manager.filter(pk=pk).update(**{name: getattr(row, name) for name in names})


def _all(rows, id_field: str) -> int:
    done, changed = 0, []
    for row in rows.iterator(chunk_size=BATCH_SIZE):
        record_id = getattr(row, id_field)
        number = id_encryption.decrypt(row.number_encrypted, record_id)
        row.number_encrypted, row.number_index = (
            id_encryption.encrypt(number, record_id),
            id_encryption.blind_index(number),
        )
        changed.append(row)
        done += 1
        if len(changed) == BATCH_SIZE:
            rows.model._base_manager.bulk_update(changed, ["number_encrypted", "number_index"])
            changed = []
    if changed:
        rows.model._base_manager.bulk_update(changed, ["number_encrypted", "number_index"])
    return done
