"""Addresses of rollouts, below /work/rollouts/; `frontend.urls.work` gives them their namespace."""

from django.urls import path

from frontend.rollout import board, listing, starting, steering, units

urlpatterns = [
    path("", listing.rollouts, name="rollouts"),
    path("start/", starting.start, name="rollout_start"),
    path("tasks/<uuid:rollout_unit>/", units.task, name="rollout_task"),
    path("tasks/<uuid:rollout_unit>/<slug:verb>/", units.step, name="rollout_task_step"),
    path("<uuid:rollout>/", board.board, name="rollout"),
    path("<uuid:rollout>/progress/", board.numbers, name="rollout_progress"),
    path("<uuid:rollout>/export/", board.export, name="rollout_export"),
    path("<uuid:rollout>/phases/", steering.phases, name="rollout_phases"),
    path("<uuid:rollout>/units/", steering.many, name="rollout_many"),
    path("<uuid:rollout>/<slug:verb>/", steering.step, name="rollout_step"),
]
