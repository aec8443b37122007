"""The background work on stored duties: computed for everybody after midnight, compared before the day ends."""

from django.utils.translation import gettext as _

from cases.models import Case
from cases.worklist.stored_duties import Rules, compare, forget_ended, refresh
from jobs.models import Job
from jobs.queue import JobError, Progress, handler

STORE, COMPARE = "duties.store", "duties.compare"


@handler(STORE)
def store(job: Job, progress: Progress) -> dict:
    """Compute the duties of every open case whose answer holds no more, so that nobody waits for it in the morning.

    Forgets those of cases that ended.
    """
    return {"people": refresh(Case.objects.all(), Rules.now()), "forgotten": forget_ended()}


@handler(COMPARE)
def check(job: Job, progress: Progress) -> dict:
    """Compare the stored duties with the rules. Raises JobError if they differ: a fact was changed past its trigger."""
    different = compare(by=None, rules=Rules.now())
    if different:
        raise JobError(
            _("Việc phải làm đã lưu khác với cách tính của %d người; hệ thống sẽ tính lại. Hãy báo quản trị hệ thống.")
            % different
        )
    return {"different": 0}
