"""What is done by the clock, in every tenant, and when? Times are local (`settings.TIME_ZONE`)."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab


def _in_each_tenant(task: str, schedule: Any) -> dict[str, Any]:
    return {"task": "tenants.dispatch", "schedule": schedule, "args": [task]}


BEAT: dict[str, dict[str, Any]] = {
    "notices": _in_each_tenant("core.notifications.deliver_due", 60.0),
    "tenants": {"task": "tenants.resume", "schedule": 60.0},
    "tree-changes": _in_each_tenant("hierarchy.apply_due_changes", crontab(minute=10, hour=0)),
    "overtaken-rules": _in_each_tenant("catalogs.tell_of_recent", crontab(minute=20, hour=2)),
    "obligations": _in_each_tenant("obligations.open_due", crontab(minute=20, hour=0)),  # after the tree's changes
    "publication": _in_each_tenant("disclosures.publish_due", 60.0),
    "merged-units": _in_each_tenant("disclosures.hand_over", crontab(minute=25, hour=0)),
    "words": _in_each_tenant("disclosures.keep_words", crontab(minute=5)),
    "attachments": _in_each_tenant("disclosures.read_attachments", crontab(minute="*/10")),
    "tree-check": _in_each_tenant("hierarchy.check_tree", crontab(minute=30, hour=2)),
    "sessions": _in_each_tenant("accounts.sweep_sessions", crontab(minute=50, hour=2)),
    "ledger-checkpoints": _in_each_tenant("core.ledger.make_checkpoint", crontab(minute=30, hour=1)),
    "ledger-check": _in_each_tenant("disclosures.check_ledger", crontab(minute=40, hour=1)),
    "files-check": _in_each_tenant("disclosures.check_files", crontab(minute=10, hour=2)),
    "box-checks": _in_each_tenant("archives.take_up_checks", crontab(minute="*/15")),
    "files": _in_each_tenant("core.files.sweep_orphans", crontab(minute=10, hour=3)),
    "reminders": _in_each_tenant("obligations.remind", crontab(minute=0, hour=7)),
    "decisions": _in_each_tenant("disclosures.remind_deciders", crontab(minute=5, hour=7)),
    "followers": _in_each_tenant("channels.tell", 300.0),
    "followers-daily": _in_each_tenant("channels.tell_daily", crontab(minute=40, hour=7)),
    "digests": _in_each_tenant("obligations.send_digests", crontab(minute=30, hour=7)),
    "rollouts": _in_each_tenant("rollouts.sweep", crontab(minute=40)),  # units' drafts and submissions publish no event
}
