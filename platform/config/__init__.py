"""The composition root: settings, routes, tasks and commands put the rooms together."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
