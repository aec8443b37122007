"""Columns of side tables hold nothing readable, and give back what was stored."""

import pytest
from django.db import connection

from core.encrypted_fields import EncryptedBinaryField, NotDecrypted
from jobs.models import Job, StoredFile

SECRET = "Qzcanary Nguyễn 051085777001"


def raw(model, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table}")
        return bytes(cursor.fetchone()[0])


@pytest.fixture
def job(db):
    return Job.objects.create(kind="x", key="x", params={"name": SECRET}, result={"rows": [SECRET, None, 5]})


def test_json_and_bytes_come_back_and_are_not_readable(job):
    stored = StoredFile.of(name=SECRET, data=SECRET.encode(), content_type="", by=None)
    stored.save(force_insert=True)
    job.refresh_from_db()
    assert (job.params, job.result) == ({"name": SECRET}, {"rows": [SECRET, None, 5]})
    assert bytes(StoredFile.objects.get().data) == SECRET.encode()
    assert StoredFile.objects.get().name == SECRET
    Job.objects.update(error=SECRET)
    assert Job.objects.get().error == SECRET
    assert Job.objects.filter(pk=Job.objects.create(kind="x", key="y").pk).get().error == ""
    for model, column in (
        (Job, "params"), (Job, "result"), (Job, "error"), (StoredFile, "data"), (StoredFile, "name"),
    ):  # fmt: skip
        assert b"Qzcanary" not in raw(model, column)
        assert b"051085777001" not in raw(model, column)


def test_an_update_is_encrypted_and_none_is_null(job):
    Job.objects.filter(pk=job.pk).update(result={"a": SECRET})
    assert b"Qzcanary" not in raw(Job, "result")
    assert Job.objects.get().result == {"a": SECRET}
    Job.objects.filter(pk=job.pk).update(result=None)
    assert Job.objects.filter(result=None).exists()


def test_equal_values_have_different_ciphertexts(job):
    first = raw(Job, "params")
    Job.objects.filter(pk=job.pk).update(params={"name": SECRET})
    assert raw(Job, "params") != first


def test_a_ciphertext_of_another_column_or_key_does_not_open(job, settings):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET result = params")
    with pytest.raises(NotDecrypted):
        Job.objects.get()
    Job.objects.defer("result").filter(pk=job.pk).update(result=None)
    settings.ID_ENCRYPTION_KEY, settings.ID_ENCRYPTION_KEY_PREVIOUS = "n" * 40, settings.ID_ENCRYPTION_KEY
    assert Job.objects.get().params == {"name": SECRET}
    settings.ID_ENCRYPTION_KEY_PREVIOUS = ""
    with pytest.raises(NotDecrypted):
        Job.objects.get()


def test_the_fields_of_side_tables_are_known():
    from django.apps import apps

    found = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedBinaryField)
    }
    assert found == {
        "audit_eventreason.content",
        "cases_sealedtext.texts",
        "jobs_storedfile.data",
        "jobs_storedfile.name",
        "jobs_job.error",
        "jobs_job.params",
        "jobs_job.result",
        "jobs_export.filters",
        "cases_secondpersonrequest.arguments",
    }
