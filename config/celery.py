"""The Celery app and the whole beat schedule, in code so that a change is reviewed."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("liaison")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # Hourly through the working day; the sweep itself knows office hours and holidays.
    "sweep": {"task": "deadlines.tasks.sweep", "schedule": crontab(minute=35, hour="8-16")},
    # What piled up while the worker was away runs once: the rows are the queue, not these calls.
    "deliver": {
        "task": "notifications.tasks.deliver",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "heartbeat": {
        "task": "deadlines.tasks.heartbeat",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "seal": {"task": "audit.tasks.seal", "schedule": 60.0},
    "seal-all": {"task": "audit.tasks.seal_all", "schedule": crontab(minute=10, hour=4)},
    "watch-the-door": {"task": "liaison.tasks.watch_the_door", "schedule": 300.0},
    "sweep-quotas": {"task": "accounts.tasks.sweep_quotas", "schedule": crontab(minute=10)},
    "tidy": {"task": "accounts.tasks.tidy", "schedule": crontab(minute=30, hour=3)},
    "end-codes": {"task": "stations.tasks.end_codes", "schedule": crontab(minute=50, hour=3)},
    "forget-networks": {
        "task": "stations.tasks.forget_networks",
        "schedule": crontab(minute=55, hour=3),
    },
    # Each morning one after the other: days are moved before anybody is asked about them.
    "follow-days-off": {
        "task": "stations.tasks.follow_days_off",
        "schedule": crontab(minute=15, hour=8),
    },
    "ask-coming": {"task": "stations.tasks.ask_coming", "schedule": crontab(minute=20, hour=8)},
    "close-past": {"task": "stations.tasks.close_past", "schedule": crontab(minute=25, hour=8)},
    "close-silent": {
        "task": "suggestions.tasks.close_silent",
        "schedule": crontab(minute=28, hour=8),
    },
    "go-on-archiving": {
        "task": "suggestions.tasks.go_on_archiving",
        "schedule": crontab(minute="*/15"),
    },
    "erase-lost": {"task": "files.tasks.erase_lost", "schedule": crontab(minute=0, hour=4)},
    "tidy-files": {"task": "files.tasks.tidy", "schedule": crontab(minute=40, hour=3)},
}
