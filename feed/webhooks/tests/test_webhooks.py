"""Messages about accepted reports: sent once over TLS, signed, repeated until taken, and never into a private network."""

import json
import ssl
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from core.errors import Refused
from feed import signing
from feed.clients.models import Client
from feed.tasks import send_webhooks
from feed.webhooks import address, jobs, services
from feed.webhooks.models import Delivery
from jobs import queue as jobs_queue
from jobs.models import Job
from reports.life.services import accept_report, return_report
from reports.tests.sample_cases import DISTRICT, OTHER_DISTRICT

pytestmark = pytest.mark.django_db


class Receiver(HTTPServer):
    """A server that keeps what it was sent and answers with the statuses it was told, the last one again and again."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.got: list[tuple[dict, bytes]] = []
        self.statuses = [204]


class Answering(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        statuses = self.server.statuses
        self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
        self.send_header("Location", "https://example.org/")
        self.end_headers()

    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def receiver(certificate, settings, monkeypatch):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = Receiver()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client_row(receiver, client_of) -> Client:
    return client_of(webhook_url=f"https://localhost:{receiver.server_port}/nhan?a=1")


def come_again() -> None:
    """The wait of every message is over, and the schedule runs."""
    Delivery.objects.filter(state="waiting").update(next_at=timezone.now())
    send_webhooks()


# --- what is sent -------------------------------------------------------------------------------------------------------------


def test_an_acceptance_is_told_once_and_signed(client_row, receiver, submitted, run_jobs):
    accept_report(by=None, report=submitted)
    run_jobs()
    [(headers, body)] = receiver.got
    told = json.loads(body)
    assert told["report"]["id"] == str(submitted.public_id)
    assert told["report"]["url"] == reverse("api:report", args=[submitted.public_id])
    assert told["id"] == headers["X-Delivery"] == str(Delivery.objects.get().pk)
    at = headers["X-Timestamp"]
    assert signing.is_signed_by(signing.own_public_key(), headers["X-Signature"], f"{at}.".encode() + body)
    assert not signing.is_signed_by(signing.own_public_key(), headers["X-Signature"], f"{int(at) + 1}.".encode() + body)
    assert abs(int(at) - timezone.now().timestamp()) < 300
    assert headers["X-Key"] == signing.key_id(signing.own_public_key())
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.status, delivery.problem) == ("delivered", 1, 204, "")
    event = AuditEvent.objects.get(action="webhook.send")
    assert (event.target_id, event.detail["state"], event.detail["status"]) == (str(submitted.pk), "delivered", 204)


def test_a_message_names_nobody(world, client_row, receiver, submitted, run_jobs):
    accept_report(by=world.province, report=submitted)
    run_jobs()
    [(_headers, body)] = receiver.got
    text = body.decode()
    assert "Mẫu Đông" in text
    for name in ("HS-", "Người", "Ghi riêng", world.province.full_name, "management"):
        assert name not in text


def test_only_those_are_told_who_may_read_the_report(client_row, receiver, client_of, province, submitted, run_jobs):
    Client.objects.create(name="Không địa chỉ", unit=province[DISTRICT])
    elsewhere = {"webhook_url": client_row.webhook_url}
    Client.objects.create(name="Nơi khác", unit=province[OTHER_DISTRICT], **elsewhere)
    Client.objects.create(name="Chỉ chỉ tiêu", unit=province[DISTRICT], reads_reports=False, **elsewhere)
    accept_report(by=None, report=submitted)
    assert [one.client for one in Delivery.objects.all()] == [client_row]


@pytest.mark.parametrize("change", ["unit", "reads_reports", "webhook_url"])
def test_a_client_that_may_not_read_it_any_more_is_not_told(
    change, client_row, receiver, province, submitted, run_jobs
):
    accept_report(by=None, report=submitted)
    changed = {"unit": province[OTHER_DISTRICT], "reads_reports": False, "webhook_url": ""}
    Client.objects.update(**{change: changed[change]})
    run_jobs()
    assert (Delivery.objects.get().state, receiver.got) == ("failed", [])


def test_a_return_or_an_acceptance_that_is_undone_is_told_nobody(client_row, receiver, submitted, run_jobs):
    with transaction.atomic():
        accept_report(by=None, report=submitted)
        transaction.set_rollback(True)
    return_report(by=None, report=submitted, why="Thiếu phụ lục")
    run_jobs()
    assert (Delivery.objects.count(), receiver.got) == (0, [])


# --- again --------------------------------------------------------------------------------------------------------------------


def test_what_was_not_taken_is_sent_again_later_and_then_no_more(client_row, receiver, submitted, run_jobs):
    receiver.statuses = [500, 302, 200]
    accept_report(by=None, report=submitted)
    run_jobs()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.status, delivery.problem) == ("waiting", 1, 500, "status")
    send_webhooks()
    run_jobs()
    assert len(receiver.got) == 1, "sent again before its time"
    for _turn in range(3):
        come_again()
        run_jobs()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 3, 200)
    assert len(receiver.got) == 3
    assert {headers["X-Delivery"] for headers, _body in receiver.got} == {str(delivery.pk)}


def test_the_waits_double_until_it_is_given_up(client_row, receiver, submitted, run_jobs):
    receiver.statuses = [503]
    accept_report(by=None, report=submitted)
    waits = []
    for _turn in range(services.ATTEMPTS + 2):
        run_jobs()
        waits.append(round((Delivery.objects.get().next_at - timezone.now()) / timedelta(minutes=1)))
        come_again()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("failed", services.ATTEMPTS)
    assert len(receiver.got) == services.ATTEMPTS
    assert waits[:5] == [1, 2, 4, 8, 16]


def test_the_schedule_twice_sends_once(client_row, receiver, submitted, run_jobs):
    accept_report(by=None, report=submitted)
    send_webhooks()
    send_webhooks()
    assert Job.objects.filter(kind=services.SEND).count() == 1
    run_jobs()
    assert len(receiver.got) == 1


def test_a_worker_that_dies_after_sending_sends_the_same_message_again(
    client_row, receiver, submitted, run_jobs, monkeypatch
):
    accept_report(by=None, report=submitted)
    with monkeypatch.context() as patch:
        patch.setattr(jobs_queue, "_finish", lambda *_arguments: None)  # killed before its last transaction
        run_jobs()
    delivery = Delivery.objects.get()
    assert (len(receiver.got), delivery.state, delivery.attempts) == (1, "waiting", 0)
    long_ago = timezone.now() - timedelta(hours=1)
    job = Job.objects.get(kind=services.SEND)
    Job.objects.update(started_at=long_ago)
    job.progress.__class__.objects.update(heartbeat_at=long_ago)
    run_jobs()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("delivered", 1)
    assert [json.loads(body)["id"] for _headers, body in receiver.got] == [str(delivery.pk)] * 2


def test_an_attempt_that_was_recorded_changes_nothing_any_more(client_row, receiver, submitted, run_jobs):
    accept_report(by=None, report=submitted)
    run_jobs()
    delivery = Delivery.objects.get()
    again = services.record_attempt(by=None, delivery=delivery, attempt=0, outcome=jobs.Outcome(problem="connection"))
    assert (again.state, again.attempts) == ("delivered", 1)
    assert jobs.attempt(Job.objects.get(kind=services.SEND), lambda *_step: None) == {}
    assert len(receiver.got) == 1


def test_an_error_of_ours_is_tried_again(client_row, receiver, submitted, run_jobs, monkeypatch):
    accept_report(by=None, report=submitted)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "send", lambda _delivery: 1 / 0)
        run_jobs()
    assert Delivery.objects.get().problem == "unexpected"
    come_again()
    run_jobs()
    assert Delivery.objects.get().state == "delivered"


def test_without_a_key_it_waits(client_row, receiver, submitted, run_jobs, settings):
    accept_report(by=None, report=submitted)
    key, settings.FEED_SIGNING_KEY = settings.FEED_SIGNING_KEY, ""
    run_jobs()
    assert (Delivery.objects.get().problem, receiver.got) == ("key", [])
    settings.FEED_SIGNING_KEY = key
    come_again()
    run_jobs()
    assert Delivery.objects.get().state == "delivered"


# --- where it may go ----------------------------------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_no_receiver(client_row, receiver, submitted, run_jobs, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    accept_report(by=None, report=submitted)
    run_jobs()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.problem, receiver.got) == ("waiting", "connection", [])


@pytest.mark.parametrize(
    "found",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "::1", "fe80::1%2", "::ffff:10.0.0.1", "fd00::1"]
    + ["0.0.0.0", "100.64.0.1", "224.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:a00:1::", "::127.0.0.1"],
)
def test_a_private_address_is_asked_by_nobody(found, client_row, receiver, submitted, run_jobs, settings, monkeypatch):
    """Also if only one of several addresses of the host is private."""
    settings.WEBHOOK_PRIVATE_ADDRESSES = False
    looked_up = [(2, 1, 6, "", (one, 443)) for one in ("203.0.114.7", found)]
    monkeypatch.setattr(address.socket, "getaddrinfo", lambda *_arguments, **_more: looked_up)
    accept_report(by=None, report=submitted)
    run_jobs()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.problem, receiver.got) == ("failed", "address", [])


def test_the_connection_goes_to_the_address_that_was_checked(settings, monkeypatch):
    settings.WEBHOOK_PRIVATE_ADDRESSES = False
    answers = [[(2, 1, 6, "", ("203.0.114.7", 443))], [(2, 1, 6, "", ("127.0.0.1", 443))]]
    monkeypatch.setattr(address.socket, "getaddrinfo", lambda *_arguments, **_more: answers.pop(0))
    target = address.target_of("https://cong.example.vn/nhan")
    assert (target.host, target.port, target.path) == ("cong.example.vn", 443, "/nhan")
    assert ip_address(target.address).is_global
    with pytest.raises(Refused, match="mạng nội bộ"):
        address.target_of("https://cong.example.vn/nhan")


@pytest.mark.parametrize(
    "url",
    ["http://a.vn/", "ftp://a.vn/", "https://", "https:///x", "https://u:p@a.vn/", "https://[", "https://a.vn:x/", "x"],
)
def test_an_administrator_is_refused_what_is_no_address(url, world, client_for):
    data = {"name": "Cổng", "unit": world.quang_ngai.pk, "reads_reports": "on", "webhook_url": url}
    page = client_for(world.admin).post(reverse("admin:feed_client_add"), data).content.decode()
    assert "phải bắt đầu bằng https://" in page
    assert not Client.objects.exists()


# --- the log ------------------------------------------------------------------------------------------------------------------


def test_the_administrator_sees_what_was_sent(world, client_row, receiver, submitted, run_jobs, client_for):
    receiver.statuses = [500, 200]
    accept_report(by=None, report=submitted)
    run_jobs()
    admin = client_for(world.admin)
    page = admin.get(reverse("feed:deliveries")).content.decode()
    assert "Đang chờ gửi" in page
    assert "Bên nhận trả lời lỗi (500)" in page
    assert "huyện Mẫu Đông" in page
    come_again()
    run_jobs()
    assert "Đã nhận" in admin.get(reverse("feed:deliveries")).content.decode()
    for user in (world.province, world.leader):
        assert client_for(user).get(reverse("feed:deliveries")).status_code == 403
