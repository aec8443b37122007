"""The background job of one attempt to send a message."""

import logging

from feed.webhooks.models import Delivery
from feed.webhooks.sending import Outcome, send
from feed.webhooks.services import SEND, record_attempt
from jobs.models import Job
from jobs.queue import Progress, handler

logger = logging.getLogger(__name__)


@handler(SEND)
def attempt(job: Job, progress: Progress):
    """Send the message of the job's delivery.

    Returns: a function that records the outcome, called in the job's last transaction. A worker that dies before it has sent a
    message that is then sent again, with the same id.
    """
    number = job.params["attempt"]
    delivery = Delivery.objects.select_related("client__unit", "report__unit").get(pk=job.params["delivery"])
    if delivery.state != Delivery.State.WAITING or delivery.attempts != number:
        return {}
    outcome = _sent(delivery)

    def keep() -> dict:
        record_attempt(by=job.by, delivery=delivery, attempt=number, outcome=outcome)
        return {"status": outcome.status, "problem": outcome.problem}

    return keep


def _sent(delivery: Delivery) -> Outcome:
    try:
        return send(delivery)
    except Exception:  # a delivery whose job failed would never be tried again
        logger.exception("delivery %s", delivery.pk)
        return Outcome(problem=Delivery.Problem.UNEXPECTED)
