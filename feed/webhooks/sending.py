"""One attempt to hand a message over. Redirects are not followed: they could lead anywhere."""

import http.client
import socket
import ssl
import time
from dataclasses import dataclass

from core.errors import Refused
from feed import handed_on, signing
from feed.clients.models import Client
from feed.clients.reader import UnitReader
from feed.files.content import canonical
from feed.webhooks.address import Target, target_of
from feed.webhooks.models import Delivery
from reports.models import Report

SCHEMA = "report-accepted/1"
TIMEOUT = 10
MOST_READ = 1024
SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: the status of the answer, and the problem if it was not taken."""

    status: int | None = None
    problem: str = ""


def may_be_told(client: Client, report: Report) -> bool:
    """Whether the client wants messages, and reads the report with a token."""
    readable = handed_on.reports_for(UnitReader(client.unit))
    return bool(client.webhook_url) and client.reads_reports and readable.filter(pk=report.pk).exists()


def send(delivery: Delivery) -> Outcome:
    """Send the message and look at the answer. What the client may read is asked again: it may have changed while it waited."""
    client = delivery.client
    if not may_be_told(client, delivery.report):
        return Outcome(problem=Delivery.Problem.ADDRESS)
    body = canonical(message(delivery))
    try:
        headers = signed_headers(delivery, body)
    except Refused:
        return Outcome(problem=Delivery.Problem.KEY)
    try:
        status = _post(target_of(client.webhook_url), body, headers)
    except Refused:
        return Outcome(problem=Delivery.Problem.ADDRESS)
    except (OSError, http.client.HTTPException):
        return Outcome(problem=Delivery.Problem.CONNECTION)
    return Outcome(status, "" if status in SUCCESS else Delivery.Problem.STATUS)


def message(delivery: Delivery) -> dict:
    """The message: which report was accepted. The figures are read with a token."""
    report = delivery.report
    return {
        "schema": SCHEMA,
        "id": str(delivery.pk),
        "report": {
            "id": str(report.public_id),
            "unit": handed_on.unit(report.unit),
            "period": {"start": report.start.isoformat(), "end": report.end.isoformat()},
            "version": report.version,
            "checksum": report.checksum,
            "url": f"/api/v1/reports/{report.public_id}/",
        },
    }


def signed_headers(delivery: Delivery, body: bytes) -> dict[str, str]:
    """The headers with the signature over "TIME.BODY", so that nobody can send an old message again as a new one.

    Raises: Refused without a key.
    """
    at = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "X-Delivery": str(delivery.pk),
        "X-Timestamp": at,
        "X-Key": signing.key_id(signing.own_public_key()),
        "X-Signature": signing.sign(f"{at}.".encode() + body),
    }


class _Connection(http.client.HTTPSConnection):
    """Connects to the address that was checked, and asks for the certificate of the host."""

    def __init__(self, target: Target) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(target.host, target.port, timeout=TIMEOUT, context=self.tls)
        self.address = target.address

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), TIMEOUT)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


def _post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    connection = _Connection(target)
    try:
        connection.request("POST", target.path, body, headers)
        answer = connection.getresponse()
        answer.read(MOST_READ)
        return answer.status
    finally:
        connection.close()
