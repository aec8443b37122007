"""Verbs of messages: announcing an acceptance, and recording what came of an attempt."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit import events as audit_events
from feed.clients.models import Client
from feed.webhooks.models import Delivery
from feed.webhooks.sending import Outcome, may_be_told
from jobs.models import Job
from jobs.queue import enqueue
from reports.life.acceptance import on_acceptance
from reports.models import Report

SEND = "webhook.send"
# The waits double: 1, 2, 4 … minutes; the last attempt is about a day and a half after the first.
FIRST_WAIT, ATTEMPTS = timedelta(minutes=1), 12


@on_acceptance
def announce(report: Report) -> None:
    """Queue a message for every client that has an address and may read the report. Called in the transaction that accepts it."""
    for client in Client.objects.exclude(webhook_url="").select_related("unit"):
        if may_be_told(client, report):
            queue(Delivery.objects.create(client=client, report=report))


def queue(delivery: Delivery) -> Job:
    """The job of the next attempt; asked for twice, it is the same one."""
    params = {"delivery": str(delivery.pk), "attempt": delivery.attempts}
    return enqueue(by=None, kind=SEND, params=params, key=f"{SEND}:{delivery.pk}:{delivery.attempts}")


def queue_due() -> int:
    """Queue the messages whose time has come again. Returns how many waited."""
    due = list(Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=timezone.now()))
    for delivery in due:
        queue(delivery)
    return len(due)


@transaction.atomic
def record_attempt(*, by: User | None, delivery: Delivery, attempt: int, outcome: Outcome) -> Delivery:
    """Record what came of an attempt, and when the next one is due. An attempt that was recorded before changes nothing."""
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True).select_related("report")
    delivery = rows.get(pk=delivery.pk)
    if delivery.state != Delivery.State.WAITING or delivery.attempts != attempt:
        return delivery
    now = timezone.now()
    delivery.attempts, delivery.status, delivery.problem = attempt + 1, outcome.status, outcome.problem
    delivery.next_at = now + FIRST_WAIT * 2**attempt
    if not outcome.problem:
        delivery.state, delivery.finished_at = Delivery.State.DELIVERED, now
    elif delivery.attempts >= ATTEMPTS or outcome.problem == Delivery.Problem.ADDRESS:
        delivery.state, delivery.finished_at = Delivery.State.FAILED, now
    delivery.save()
    detail = {"client": delivery.client_id, "attempt": delivery.attempts, "state": delivery.state}
    detail |= {"status": outcome.status, "problem": outcome.problem, "delivery": str(delivery.pk)}
    audit_events.record(
        by=by, action="webhook.send", target=delivery.report, unit=delivery.report.unit_id, detail=detail
    )
    return delivery
