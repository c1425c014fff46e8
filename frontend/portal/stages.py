"""How is the course of a matter shown beside a text that is one of its stages?"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from core.errors import Text
from disclosures import stages
from disclosures.models import Disclosure
from disclosures.stages import Course, Stage
from frontend import pieces, visits, words


@dataclass(frozen=True)
class Shown:
    """A matter on the page of one of its texts."""

    name: str
    path: str
    ended: str
    """That it ended, and when; empty while stages are to come."""
    line: list[pieces.Event]


def course(request: visits.Visit, found: Disclosure, actor: Actor) -> Shown | None:
    """Return the course of the matter of this text; None where it is no stage, or the only one that is told."""
    course = stages.course_of(found, actor=actor, on=visits.today(request))
    if course is None or (len(course.stages) < 2 and course.ended_on is None):
        return None
    matter = course.matter
    return Shown(
        name=matter.title if matter else "",
        path=reverse("work:matter", args=[matter.public_id]) if matter else "",
        ended=_ended(course),
        line=[_event(stage) for stage in course.stages],
    )


def _ended(course: Course) -> str:
    if course.ended_on is not None:
        return _("这件事已经办结，终结小结于%s公开。") % words.date(course.ended_on, full=True)
    if course.last_on is not None:
        text = _("这件事的各个阶段都已公开，最后一个于%s公开。")
        return text % words.date(course.last_on, full=True)
    return ""


def _event(stage: Stage) -> pieces.Event:
    if stage.published_on is None:
        label = stage.name or (_("终结小结") if stage.is_summary else _("后续阶段"))
        return pieces.Event(label, _("%s前公开") % words.date(stage.due_on, full=True))
    path = reverse("portal:disclosure", args=[stage.text_id]) if not stage.is_here else ""
    named = _("%(stage)s，%(day)s公开") if _name(stage) else "%(stage)s%(day)s"
    note: Text = named % {"stage": _name(stage), "day": words.date(stage.published_on, full=True)}
    return pieces.Event(stage.title, note, path, done=True, current=stage.is_here)


def _name(stage: Stage) -> str:
    return stage.name or (_("终结小结") if stage.is_summary else "")
