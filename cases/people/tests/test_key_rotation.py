"""After a key rotation numbers are found and decrypted, old keys fail, and no ciphertext decrypts in another row."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from audit import events as audit_events
from audit.models import AuditEvent
from cases.models import IdentityNumber, Notice, Person
from cases.people import id_encryption
from cases.people.id_encryption import DecryptionError, blind_index

NUMBERS = ["051085000123", "051085000124", "212345678"]
OLD = {"ID_ENCRYPTION_KEY": "k" * 40, "ID_INDEX_KEY": "i" * 40}
NEW = {"ID_ENCRYPTION_KEY": "K" * 40, "ID_INDEX_KEY": "I" * 40}


@pytest.fixture
def stored(world, settings):
    use(settings, OLD)
    for number in NUMBERS:
        IdentityNumber.of(Person.objects.create(full_name="Nguyễn Văn Ân"), "cccd", number).save(force_insert=True)
    day = date(2024, 6, 1)
    values = {"unit": world.tinh_bac, "category": "amnesty", "prison_name": "T", "notice_number": "1", "address": "x"}
    notice = Notice(full_name="Trần Một", notice_on=day, received_on=day, expected_on=day, **values)
    notice.set_number("cccd", NUMBERS[0])
    notice.save()
    audit_events.record(by=world.officer, action="person.unmask", why="Đối chiếu")


def use(settings, keys, previous=None):
    for name in OLD:
        setattr(settings, name, keys[name])
        setattr(settings, f"{name}_PREVIOUS", (previous or {}).get(name, ""))


def found() -> list[str]:
    return [IdentityNumber.objects.get(number_index=blind_index(number)).number for number in NUMBERS]


def test_new_keys_open_and_find_what_old_keys_closed(stored, settings):
    use(settings, NEW, OLD)
    call_command("rotate_id_keys")
    use(settings, NEW)
    assert found() == NUMBERS
    assert Notice.objects.get().number == NUMBERS[0]
    assert AuditEvent.objects.get(action="person.unmask").why == "Đối chiếu"
    call_command("verify_audit")
    use(settings, OLD)
    with pytest.raises(DecryptionError):
        _ = IdentityNumber.objects.first().number
    assert AuditEvent.objects.get(action="keys.rotate").detail == {"numbers": 3, "notices": 1}


def test_a_second_run_changes_nothing_that_matters(stored, settings):
    use(settings, NEW, OLD)
    call_command("rotate_id_keys")
    call_command("rotate_id_keys")
    use(settings, NEW)
    assert found() == NUMBERS


def test_a_wrong_old_key_changes_nothing(stored, settings):
    use(settings, NEW, {"ID_ENCRYPTION_KEY": "wrong" * 9, "ID_INDEX_KEY": "wrong" * 9})
    with pytest.raises(CommandError):
        call_command("rotate_id_keys")
    use(settings, OLD)
    assert found() == NUMBERS


def test_a_ciphertext_fits_no_other_row(stored, settings):
    first, second = IdentityNumber.objects.order_by("pk")[:2]
    with pytest.raises(DecryptionError):
        id_encryption.decrypt(first.number_encrypted, second.id)
