"""Signed files: exported here, received there; twice changes nothing, one changed bit or an unknown key is refused."""

import base64
import hashlib
import json
import random
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import MembershipFactory, UserFactory
from audit.models import AuditEvent
from core.errors import Refused
from feed import signing
from feed.clients.reader import UnitReader
from feed.files.content import MAX_BYTES, canonical, read
from feed.files.models import ReceivedReport, TrustedKey
from feed.files.services import check_file, export_reports, receive_file
from feed.handed_on import reports_for
from reports.life.services import accept_report, return_report, submit_report
from reports.measures.management import checksum
from reports.models import Report
from reports.services import make_report
from reports.tests.life import sign, submit
from reports.tests.sample_cases import DISTRICT, H1, OTHER_DISTRICT, PROVINCE

pytestmark = pytest.mark.django_db
ALTERED = "đã bị sửa|đã hỏng|không phải là tệp"


@pytest.fixture
def viewer(province):
    user = UserFactory(username="tinh", full_name="Lê Tỉnh")
    MembershipFactory(user=user, unit=province[PROVINCE], role="province_viewer")
    return user


@pytest.fixture
def trusted(province) -> TrustedKey:
    """This installation's own key, trusted by itself: sender and receiver of these tests."""
    return TrustedKey.objects.create(name="Huyện", unit=province[DISTRICT], public_key=signing.own_public_key())


def exported(province, code=PROVINCE) -> bytes:
    reader = UnitReader(province[code])
    return export_reports(by=None, reports=reports_for(reader), reader=reader)


def signed(document: dict) -> bytes:
    """The document as whoever has the key could have made it."""
    body = {name: value for name, value in document.items() if name not in ("signature", "checksum")}
    body["checksum"] = checksum(body)
    return canonical({**body, "signature": signing.sign(canonical(body))})


def test_what_was_exported_is_received_once(province, accepted, trusted, viewer):
    data = exported(province)
    assert [receive_file(by=viewer, data=data).new for _turn in range(3)] == [1, 0, 0]
    row = ReceivedReport.objects.get()
    assert (row.unit, row.report_id, row.state) == (province[DISTRICT], accepted.public_id, "accepted")
    assert row.content["checksum"] == accepted.checksum
    assert (row.total["managed"], row.total["reoffended"]) == (3, 1)
    assert Report.objects.count() == 1
    events = AuditEvent.objects.filter(action="feed.receive").order_by("number")
    assert [one.detail["new"] for one in events] == [1, 0, 0]
    assert {one.detail["sha256"] for one in events} == {hashlib.sha256(data).hexdigest()}


def test_a_file_names_no_person_no_case_and_no_officer(province, accepted):
    text = exported(province).decode()
    assert "Mẫu Đông" in text
    for name in ("HS-", "Người", "Ghi riêng"):
        assert name not in text


def test_a_draft_a_signed_or_a_returned_report_is_in_no_file(world):
    """Also if the leader who exports sees it."""

    def nothing_to_export() -> bool:
        assert Report.objects.visible_to(world.leader).count() == 1
        reports = reports_for(world.leader)
        with pytest.raises(Refused, match="Không có báo cáo nào"):
            export_reports(by=world.leader, reports=reports, reader=world.leader)
        return True

    report = make_report(by=None, unit=world.son_tinh, period=H1)
    assert nothing_to_export()
    report = sign(report)
    assert nothing_to_export()
    return_report(by=None, report=submit_report(by=None, report=report), why="Thiếu phụ lục")
    assert nothing_to_export()


def test_every_changed_bit_is_refused(province, accepted, trusted):
    data = exported(province)
    assert read(data).reports
    chosen = random.Random(7)
    places = [0, len(data) - 1, *(chosen.randrange(len(data)) for _bit in range(300))]
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1 << chosen.randrange(8)
        with pytest.raises(Refused):
            receive_file(by=None, data=bytes(changed))
    for written in (data + b"\n", b" " + data, data[:-1], data.replace(b'"version":1', b'"version": 1')):
        with pytest.raises(Refused, match=ALTERED):
            receive_file(by=None, data=written)
    assert not ReceivedReport.objects.exists()


def test_another_signature_is_refused(province, accepted, trusted, settings):
    data = exported(province)
    document = json.loads(data)
    document["reports"][0]["figures"]["management"][0]["reoffended"] += 1
    with pytest.raises(Refused, match="Chữ ký của tệp không đúng"):
        receive_file(by=None, data=canonical(document))
    settings.FEED_SIGNING_KEY = signing.new_key()
    with pytest.raises(Refused, match="Không biết khóa"):
        receive_file(by=None, data=exported(province))
    forged = json.loads(exported(province))
    forged["key"] = trusted.key_id
    with pytest.raises(Refused, match="Chữ ký của tệp không đúng"):
        receive_file(by=None, data=signed(forged))


def test_a_key_that_is_not_trusted_any_more_opens_nothing(province, accepted, trusted):
    TrustedKey.objects.update(is_active=False)
    with pytest.raises(Refused, match="Không biết khóa"):
        receive_file(by=None, data=exported(province))


def test_what_the_sender_signed_wrongly_is_refused_with_a_reason(province, accepted, trusted):
    def changed(**report) -> bytes:
        document = json.loads(exported(province))
        document["reports"][0] |= report
        return signed(document)

    with pytest.raises(Refused, match="không đúng dạng"):
        receive_file(by=None, data=changed(state="draft"))
    with pytest.raises(Refused, match="không đúng dạng"):
        receive_file(by=None, data=changed(figures={}))
    for wrong in ({"signed_on": "2024-02-30"}, {"signed_on": "x"}, {"version": 0}, {"version": 2**31}, {"id": "x"}):
        with pytest.raises(Refused, match="không đúng dạng"):
            receive_file(by=None, data=changed(**wrong))
    with pytest.raises(Refused, match=ALTERED):
        receive_file(by=None, data=changed(number="\0"))
    for made_at in ("2024-06-20T08:00:00", "x"):
        document = json.loads(exported(province))
        with pytest.raises(Refused, match="không đúng dạng"):
            receive_file(by=None, data=signed({**document, "made_at": made_at}))
    with pytest.raises(Refused, match="kỳ hoặc đơn vị không có"):
        receive_file(by=None, data=changed(unit={"code": "999", "name": "x", "level": "district"}))
    with pytest.raises(Refused, match="kỳ hoặc đơn vị không có"):
        receive_file(by=None, data=changed(period={"start": "2024-06-14", "end": "2023-12-15"}))
    document = json.loads(exported(province))
    document["reports"][0]["figures"]["management"][0]["closing"] += 1
    with pytest.raises(Refused, match="Số liệu của một báo cáo"):
        receive_file(by=None, data=signed(document))
    document = json.loads(exported(province))
    document["checksum"] = "0" * 64
    body = {name: value for name, value in document.items() if name != "signature"}
    with pytest.raises(Refused, match="không khớp mã kiểm tra"):
        receive_file(by=None, data=canonical({**body, "signature": signing.sign(canonical(body))}))
    assert not ReceivedReport.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"schema":"report-file/1"}',
        b'{"a":"\\ud800"}',
        b"1" * 5000,
    ]
    + [b'{"checksum":1,"key":null,"schema":"report-file/1","signature":[]}', b"x" * (MAX_BYTES + 1)],
    ids=["empty", "object", "list", "null", "bytes", "deep", "bare", "surrogate", "number", "types", "large"],
)
def test_what_is_no_file_of_ours_is_refused(data, db):
    with pytest.raises(Refused):
        receive_file(by=None, data=data)


def test_a_key_speaks_for_its_own_units_alone(province, accepted, trusted):
    submit(make_report(by=None, unit=province[OTHER_DISTRICT], period=H1))
    with pytest.raises(Refused, match="không thuộc huyện Mẫu Đông"):
        receive_file(by=None, data=exported(province))
    assert receive_file(by=None, data=exported(province, DISTRICT)).new == 1


def test_of_each_report_the_latest_file_is_shown(province, submitted, trusted, viewer):
    before = exported(province)
    accept_report(by=None, report=submitted)
    after = exported(province)
    receive_file(by=None, data=after)
    receive_file(by=None, data=before)
    assert ReceivedReport.objects.count() == 2
    assert [row.state for row in ReceivedReport.objects.visible_to(viewer).newest()] == ["accepted"]


def test_no_sender_hides_a_report_of_other_units(province, accepted, trusted, viewer, settings):
    receive_file(by=None, data=exported(province))
    settings.FEED_SIGNING_KEY = signing.new_key()
    TrustedKey.objects.create(name="Khác", unit=province[OTHER_DISTRICT], public_key=signing.own_public_key())
    document = json.loads(exported(province))
    document["reports"][0]["unit"]["code"] = OTHER_DISTRICT
    assert receive_file(by=None, data=signed(document)).new == 1
    units = {row.unit for row in ReceivedReport.objects.visible_to(viewer).newest()}
    assert units == {province[DISTRICT], province[OTHER_DISTRICT]}


def test_a_received_report_is_seen_in_its_province_and_never_changes(world, province, accepted, trusted):
    receive_file(by=None, data=exported(province))
    assert not ReceivedReport.objects.visible_to(world.province).exists()
    changes: list[dict] = [{"state": "submitted"}, {"content": {}}, {"made_at": timezone.now() + timedelta(1)}]
    for change in changes:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            ReceivedReport.objects.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ReceivedReport.objects.all().delete()


def test_without_a_key_nothing_is_signed(province, accepted, settings):
    settings.FEED_SIGNING_KEY = ""
    with pytest.raises(Refused, match="FEED_SIGNING_KEY"):
        exported(province)
    settings.FEED_SIGNING_KEY = "x" * 44
    with pytest.raises(Refused, match="không đúng dạng"):
        exported(province)


# --- pages ----------------------------------------------------------------------------------------------------------------


def upload(data: bytes, **more) -> dict:
    return {"file": SimpleUploadedFile("bao-cao.json", data), **more}


def test_the_province_exports_and_receives_on_its_pages(province, accepted, trusted, viewer, client_for, post_form):
    client = client_for(viewer)
    page = client.get(reverse("feed:page")).content.decode()
    assert signing.own_public_key() in page
    answer = client.get(reverse("feed:export"), {"period": f"{H1.start}_{H1.end}"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bao-cao-20231215-20240614.json"'
    assert AuditEvent.objects.get(action="feed.export").by == viewer

    address = reverse("feed:received")
    looked_at = post_form(client, address, upload(answer.content, only_check="on")).content.decode()
    assert "1 báo cáo chưa có ở đây" in looked_at
    assert not ReceivedReport.objects.exists()
    done = post_form(client, address, upload(answer.content), follow=True).content.decode()
    assert "1 báo cáo mới, 0 báo cáo đã có" in done
    assert "huyện Mẫu Đông" in done
    assert ">33,33<" in done
    again = post_form(client, address, upload(answer.content), follow=True).content.decode()
    assert "0 báo cáo mới, 1 báo cáo đã có" in again
    refused = post_form(client, address, upload(answer.content[:-9]))
    assert refused.status_code == 422
    assert "đã bị sửa hay hỏng" in refused.content.decode()


def test_a_period_that_is_not_offered_leads_back(viewer, client_for):
    for period in ("", "x", "2024-01-01_2024-06-30"):
        assert client_for(viewer).get(reverse("feed:export"), {"period": period}).url == reverse("feed:page")


def test_a_leader_exports_the_own_district_alone(world, client_for):
    reports = [submit(make_report(by=None, unit=unit, period=H1)) for unit in (world.son_tinh, world.tu_nghia)]
    data = client_for(world.leader).get(reverse("feed:export"), {"period": f"{H1.start}_{H1.end}"}).content
    assert [one["id"] for one in json.loads(data)["reports"]] == [str(reports[0].public_id)]


def test_a_province_receives_nothing_about_another(world, province, accepted, trusted, client_for, post_form):
    answer = post_form(client_for(world.province), reverse("feed:received"), upload(exported(province)))
    assert "ngoài phạm vi" in answer.content.decode()
    assert not ReceivedReport.objects.exists()


def test_an_administrator_adds_a_key_that_is_one(world, client_for):
    admin, address = client_for(world.admin), reverse("admin:feed_trustedkey_add")
    key = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    for wrong in ("x", key[:-2], "ă" * 44):
        page = admin.post(address, {"name": "Huyện", "unit": world.son_tinh.pk, "public_key": wrong, "is_active": "on"})
        assert "32 byte viết dạng base64" in page.content.decode()
    admin.post(address, {"name": "Huyện", "unit": world.son_tinh.pk, "public_key": key, "is_active": "on"})
    assert TrustedKey.objects.get().key_id == signing.key_id(key)
    assert AuditEvent.objects.get(action="feed.trusted_key").by == world.admin


# --- commands -------------------------------------------------------------------------------------------------------------


def printed(*arguments) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def test_the_commands_carry_a_file_from_one_to_the_other(province, accepted, trusted, viewer, tmp_path):
    path = tmp_path / "bao-cao.json"
    days = ("--start", "2023-12-15", "--end", "14/06/2024")
    assert "Đã xuất 1 báo cáo" in printed("export_reports", "--unit", PROVINCE, *days, str(path))
    checked = json.loads(printed("import_reports", str(path), "--check", "--json"))
    assert (checked["stored"], checked["new"], checked["reports"][0]["unit"]) == (False, 1, DISTRICT)
    assert not ReceivedReport.objects.exists()
    assert "1 báo cáo, 1 chưa có" in printed("import_reports", str(path), "--by", "tinh")
    assert ReceivedReport.objects.get().received_by == viewer
    path.write_bytes(path.read_bytes()[:-1])
    for arguments in ([str(path)], [str(tmp_path / "khong-co")], [str(path), "--by", "ai-do"]):
        with pytest.raises(CommandError):
            printed("import_reports", *arguments)
    with pytest.raises(CommandError, match="Không có báo cáo nào"):
        printed("export_reports", "--unit", OTHER_DISTRICT, *days, str(path))


def test_a_printed_key_is_what_signs(settings):
    settings.FEED_SIGNING_KEY = printed("signing_key", "--new-key").strip()
    key, _space, digits = printed("signing_key").strip().partition(" ")
    assert signing.is_signed_by(key, signing.sign(b"x"), b"x")
    assert digits == f"({signing.key_id(key)})"
    settings.FEED_SIGNING_KEY = ""
    with pytest.raises(CommandError):
        printed("signing_key")


def test_looking_at_a_file_stores_nothing(province, accepted, trusted):
    assert check_file(exported(province)).new == 1
    assert not ReceivedReport.objects.exists()
