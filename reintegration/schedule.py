"""What `celery beat` calls and when. Each task may be called as often as one likes: what is done already is not done again."""

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, object]] = {
    # The outbox relay. A tick that was not executed within five seconds expires; the next one does its work.
    "relay-jobs": {"task": "jobs.tasks.relay_jobs", "schedule": 1.0, "options": {"expires": 5}},
    "delete-old-forms": {"task": "jobs.tasks.delete_old_forms", "schedule": 86400.0, "options": {"expires": 3600}},
    "delete-old-files": {"task": "jobs.tasks.delete_old_files", "schedule": 3600.0, "options": {"expires": 600}},
    "update-sealed-list": {"task": "cases.tasks.update_sealed_list", "schedule": 3600.0, "options": {"expires": 600}},
    # Every night it is asked whether the monthly restore drill is due (reintegration/tasks.py).
    "drill-backup": {
        "task": "reintegration.tasks.drill_backup",
        "schedule": crontab(hour=2, minute=30),
        "options": {"expires": 3600},
    },
    "reconcile-dashboards": {
        "task": "dashboard.tasks.reconcile_dashboards",
        "schedule": crontab(hour=2, minute=0),
        "options": {"expires": 3600},
    },
    # The duties of the new day: once a day, and asked for all day, so that a beat that was down at midnight misses none. Before
    # the next day they are compared with the rules (cases/worklist/jobs.py).
    "store-duties": {"task": "cases.tasks.store_duties", "schedule": 300.0, "options": {"expires": 240}},
    "compare-duties": {
        "task": "cases.tasks.compare_duties",
        "schedule": crontab(hour=22, minute=0),
        "options": {"expires": 3600},
    },
    "close-periods": {"task": "reports.tasks.close_periods", "schedule": 300.0, "options": {"expires": 240}},
    "send-webhooks": {"task": "feed.tasks.send_webhooks", "schedule": 30.0, "options": {"expires": 25}},
    "anchor-audit": {"task": "jobs.tasks.anchor_audit", "schedule": 3600.0, "options": {"expires": 600}},
}
