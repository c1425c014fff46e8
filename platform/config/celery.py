"""The task application. Prefork workers only, for the same reason as sync web workers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A task works inside a tenant unless it names another base: one that forgets to say so fails closed.
app = Celery("gongkai", task_cls="tenants.tasks:TenantTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
